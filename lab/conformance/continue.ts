import { LabError } from "../errors";
import type { Spec } from "./ginkgo";
import type { ConformanceResult, Outcome } from "./result";
import { grouped, type LeftOut } from "./selection";

/** What must be the same in all parts of a result. */
type Conditions = Pick<ConformanceResult, "commit" | "kubernetes" | "masters" | "workers">;

/**
 * Checks that a stored result can be continued.
 * @throws LabError if there is none, or if it is of another commit, version or size of the cluster.
 */
export function continued(stored: ConformanceResult | undefined, now: Conditions): ConformanceResult {
  if (!stored) throw new LabError("--continue: docs/conformance.json has no result");
  const keys = ["commit", "kubernetes", "masters", "workers"] as const;
  const other = keys.filter((key) => stored[key] !== now[key]);
  if (other.length === 0) return stored;
  const differences = other.map((key) => `${key} was ${stored[key]}, and is ${now[key]}`);
  throw new LabError(`--continue: the stored result is of another state: ${differences.join("; ")}`);
}

/** The specs that a stored result says nothing about, and those that failed and were not tried again. */
export function remaining(specs: readonly Spec[], stored: ConformanceResult): Spec[] {
  const open = new Set(stored.notRun.flatMap(({ specs: names }) => names));
  for (const { name, tries } of stored.failed) if ((tries ?? 1) < 2) open.add(name);
  return specs.filter(({ name }) => open.has(name));
}

/**
 * Adds a part to a stored result. A spec that has failed and passes now is counted as passed, and named. A spec that has
 * failed and is not run now stays failed.
 * @param part the outcome of the specs in `remaining`.
 */
export function merged(stored: ConformanceResult, part: ConformanceResult): ConformanceResult {
  const failedBefore = new Map(stored.failed.map((it) => [it.name, it]));
  const failedNow = new Set(part.failed.map(({ name }) => name));
  const notRunNow = new Set(part.notRun.flatMap(({ specs }) => specs));
  const still = stored.failed.filter(({ name, tries }) => (tries ?? 1) > 1 || notRunNow.has(name));
  const again = part.failed.map((it) => (failedBefore.has(it.name) ? { ...it, tries: 2 } : it));
  const later = stored.failed.filter(({ name }) => !failedNow.has(name) && !still.some((it) => it.name === name));
  return {
    ...part,
    ...addUp(stored, part),
    failed: [...still, ...again],
    passedLater: [...(stored.passedLater ?? []), ...later],
    notRun: withoutFailed(part.notRun, failedBefore),
    standIns: [...new Set([...stored.standIns, ...part.standIns])].sort(),
    parts: (stored.parts ?? 1) + 1,
  };
}

function addUp(stored: ConformanceResult, part: Outcome & { readonly seconds: number }) {
  return {
    all: stored.all,
    passed: stored.passed + part.passed,
    passedSerial: stored.passedSerial + part.passedSerial,
    seconds: stored.seconds + part.seconds,
  };
}

function withoutFailed(notRun: readonly LeftOut[], failed: ReadonlyMap<string, unknown>): LeftOut[] {
  const pairs = notRun.flatMap(({ reason, specs }) => specs.map((name) => [reason, name] as const));
  return grouped(pairs.filter(([, name]) => !failed.has(name)));
}
