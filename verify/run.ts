import type { Area, Check } from "./check";
import { Failed, type Seen, Skipped } from "./outcome";
import type { Subject } from "./subject";

/** The status of a check. */
export type Status = "passed" | "warned" | "failed" | "skipped";

/** A check of an area. */
export interface NamedCheck extends Check {
  readonly area: string;
}

/** The result of a check. */
export interface CheckResult {
  readonly area: string;
  readonly name: string;
  readonly status: Status;
  readonly seconds: number;
  readonly seen: string;
}

/**
 * How many checks run at a time. Most of them wait for the cluster, and small machines also have to run the cluster.
 */
const atOnce = 12;

/** Which checks to run. */
export interface Selection {
  readonly disruptive?: boolean;
  /** Parts of areas' or checks' names, with commas between them. @default every check */
  readonly only?: string;
}

/** The selected checks of all areas, in order. */
export function select(areas: readonly Area[], { disruptive, only = "" }: Selection): NamedCheck[] {
  return areas
    .flatMap((area) => area.checks.map((check) => ({ ...check, area: area.name })))
    .filter((check) => disruptive || !check.disruptive)
    .filter(({ area, name }) => only.split(",").some((part) => `${area}: ${name}`.includes(part)));
}

/**
 * Runs the prerequisites, then all parallel checks, then each disruptive check. Only a failed prerequisite stops
 * others.
 * @param started called when a check starts, ended when it ends.
 * @returns the results as they arrive, in the order of the checks.
 */
export function runChecks(
  checks: readonly NamedCheck[],
  subject: Subject,
  events: { started?: (check: NamedCheck) => void; ended?: (check: NamedCheck) => void } = {},
): Promise<CheckResult>[] {
  const enter = limiter(atOnce);
  const results = new Map<NamedCheck, Promise<CheckResult>>();
  const run = async (check: NamedCheck) => {
    const broken = check.prerequisite ? undefined : await failedOne(prerequisites.map((it) => results.get(it)!));
    if (broken) return notRun(check, broken);
    events.started?.(check);
    const result = await runCheck(check, subject);
    events.ended?.(check);
    return result;
  };
  const prerequisites = checks.filter((check) => check.prerequisite);
  for (const check of prerequisites) results.set(check, run(check));
  for (const check of checks.filter((it) => !it.prerequisite && !it.disruptive)) {
    const result = enter(() => run(check));
    results.set(check, result);
  }
  let quiet: Promise<unknown> = Promise.all(results.values());
  for (const check of checks.filter((it) => it.disruptive)) {
    const result = quiet.then(() => run(check));
    results.set(check, result);
    quiet = result;
  }
  return checks.map((check) => results.get(check)!);
}

/** The first failed result, once all are there. */
async function failedOne(results: readonly Promise<CheckResult>[]): Promise<CheckResult | undefined> {
  return (await Promise.all(results)).find(({ status }) => status === "failed");
}

function notRun({ area, name }: NamedCheck, broken: CheckResult): CheckResult {
  return {
    area,
    name,
    status: "skipped",
    seconds: 0,
    seen: `not run, because "${broken.area}: ${broken.name}" failed`,
  };
}

/** Runs one check. */
export async function runCheck(check: NamedCheck, subject: Subject): Promise<CheckResult> {
  const start = Date.now();
  const outcome = await check.run(subject).then(saw, wentWrong);
  return { area: check.area, name: check.name, seconds: (Date.now() - start) / 1000, ...outcome };
}

function saw(seen: Seen): { status: Status; seen: string } {
  return typeof seen === "string" ? { status: "passed", seen } : { status: "warned", seen: seen.warning };
}

function wentWrong(error: unknown): { status: Status; seen: string } {
  if (error instanceof Skipped) return { status: "skipped", seen: error.message };
  if (error instanceof Failed) return { status: "failed", seen: error.message };
  // a bug of the check, or an unexpected answer: the stack trace helps more than the message
  return { status: "failed", seen: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Runs a limited number at a time; the others wait in order. */
function limiter(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (inside >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    inside++;
    try {
      return await work();
    } finally {
      inside--;
      waiting.shift()?.();
    }
  };
}
