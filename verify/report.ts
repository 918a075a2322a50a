import type { CheckResult, NamedCheck, Status } from "./run";

const words: Readonly<Record<Status, string>> = { passed: "ok", warned: "warn", failed: "FAIL", skipped: "skip" };

/** Colours of a terminal, by their ANSI numbers. */
const colours: Readonly<Record<Status, number>> = { passed: 32, warned: 33, failed: 31, skipped: 36 };

const wordWidth = 4;
const titleWidth = (checks: readonly { area: string; name: string }[]) =>
  Math.max(...checks.map((check) => title(check).length));
const title = ({ area, name }: { area: string; name: string }) => `${area}: ${name}`;

/**
 * One line for people; further lines of a failure are indented.
 * @param all the checks of this run, which determine the widths of the columns.
 */
export function renderLine(result: CheckResult, all: readonly NamedCheck[], coloured: boolean): string {
  const word = words[result.status].padEnd(wordWidth);
  const shown = coloured ? `\x1b[${colours[result.status]}m${word}\x1b[0m` : word;
  const seconds = `${result.seconds.toFixed(1)} s`.padStart(7);
  const [first, ...more] = (result.status === "skipped" ? `skipped: ${result.seen}` : result.seen).split("\n");
  const indent = " ".repeat(wordWidth + 2);
  return [
    `${shown}  ${title(result).padEnd(titleWidth(all))}  ${seconds}  ${first}`,
    ...more.map((line) => indent + line),
  ].join("\n");
}

/** Shortens a repeated failure to its first line, for example when the pods of many checks do not start. */
export function withoutRepeats(result: CheckResult, earlier: readonly CheckResult[]): CheckResult {
  if (result.status !== "failed" || !earlier.some((it) => it.seen === result.seen)) return result;
  return { ...result, seen: `${result.seen.split("\n")[0]} (as above)` };
}

/** What verify waits for, if it waits long. */
export function renderWaiting(names: readonly string[]): string {
  const more = names.length - 4;
  return `waiting for: ${names.slice(0, 4).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

/** The number of checks by status. */
export function count(results: readonly CheckResult[]): Record<Status, number> {
  const of = (status: Status) => results.filter((result) => result.status === status).length;
  return { passed: of("passed"), warned: of("warned"), failed: of("failed"), skipped: of("skipped") };
}

/** The last line for people. A check with a warning has passed. */
export function renderSummary(results: readonly CheckResult[]): string {
  const { passed, warned, failed, skipped } = count(results);
  return [
    `${passed + warned} passed${warned > 0 ? ` (${warned} with a warning)` : ""}`,
    `${failed} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(", ");
}

/** The whole run as JSON for programs. */
export function renderJson(cluster: string, seconds: number, results: readonly CheckResult[]): string {
  return JSON.stringify({ cluster, seconds, ...count(results), checks: results }, undefined, 2);
}
