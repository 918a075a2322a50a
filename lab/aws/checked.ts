import { existsSync, readFileSync } from "node:fs";
import { actionIncludes } from "../../lib/iam";
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
  /** The roles whose credentials made requests, by name in IAM. */
  readonly roles?: Readonly<Record<string, RoleUse>>;
}

/** What a role did, and what its policies allow. */
interface RoleUse {
  /** Permitted IAM actions, `s3:GetObject`, to a number. */
  readonly used: Readonly<Record<string, number>>;
  /** The actions of its statements that allow, perhaps with wildcards. */
  readonly allowed: readonly string[];
}

/** The counts of the running lab. */
export function readChecked(): Checked {
  if (!existsSync(files.checked)) return { checked: {}, refused: {}, lost: {} };
  return JSON.parse(readFileSync(files.checked, "utf8")) as Checked;
}

/** The counts as lines for people: the sums, each kind of refusal, each lost answer, and each role. */
export function renderChecked({ checked, refused, lost, roles = {} }: Checked): string {
  const lines = (counts: Checked["lost"], what: string) =>
    Object.entries(counts).map(([name, count]) => `  ${count} ${what} ${name}`);
  const actions = Object.keys(checked).length;
  return [
    `requests to AWS: ${sum(checked)} checked, of ${actions} actions; ${sum(refused)} refused`,
    ...lines(refused, "refused:"),
    ...lines(lost, "answers lost:"),
    ...Object.entries(roles).map(roleLine),
  ].join("\n");
}

/** How many of the actions that a role may use it used, and which ones it did not. */
function roleLine([name, { used, allowed }]: readonly [string, RoleUse]): string {
  const unused = allowed.filter((pattern) => !Object.keys(used).some((action) => actionIncludes(pattern, action)));
  const rest = unused.length > 0 ? `; unused: ${unused.join(", ")}` : "";
  return `  role ${name}: ${sum(used)} requests, ${allowed.length - unused.length} of ${allowed.length} allowed actions used${rest}`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
