import { existsSync, readFileSync } from "node:fs";
import { files } from "../settings";

/**
 * How many requests the emulator checked, refused, or lost the answer of, by action. The lab's own requests do not
 * count.
 */
export interface Checked {
  /** `ec2:RunInstances` to a number. */
  readonly checked: Readonly<Record<string, number>>;
  /** `ec2:RunInstances InvalidParameterValue` to a number. */
  readonly refused: Readonly<Record<string, number>>;
  readonly lost: Readonly<Record<string, number>>;
}

/** The counts of the running lab. */
export function readChecked(): Checked {
  if (!existsSync(files.checked)) return { checked: {}, refused: {}, lost: {} };
  return JSON.parse(readFileSync(files.checked, "utf8")) as Checked;
}

/** The counts as lines for people: the sums, then each kind of refusal and each lost answer. */
export function renderChecked({ checked, refused, lost }: Checked): string {
  const lines = (counts: Checked["lost"], what: string) =>
    Object.entries(counts).map(([name, count]) => `  ${count} ${what} ${name}`);
  const actions = Object.keys(checked).length;
  return [
    `requests to AWS: ${sum(checked)} checked, of ${actions} actions; ${sum(refused)} refused`,
    ...lines(refused, "refused:"),
    ...lines(lost, "answers lost:"),
  ].join("\n");
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
