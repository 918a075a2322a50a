import type { Spec } from "./ginkgo";
import { grouped, type LeftOut, type Selection } from "./selection";

/** A spec that failed. */
export interface Failed {
  readonly name: string;
  readonly message: string;
  /** How often the spec has run, if more than once. */
  readonly tries?: number;
}

/** The result of a run. */
export interface ConformanceResult {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** The commit of groundup. */
  readonly commit: string;
  /** The version of Kubernetes, of the tests and of the cluster. */
  readonly kubernetes: string;
  readonly masters: number;
  readonly workers: number;
  /** How many specs ran at a time, except serial ones. */
  readonly processes: number;
  readonly seconds: number;
  /** How many conformance specs this version has. */
  readonly all: number;
  readonly passed: number;
  readonly passedSerial: number;
  readonly failed: readonly Failed[];
  readonly notRun: readonly LeftOut[];
  /** Images that were not upstream's. */
  readonly standIns: readonly string[];
  /** How many runs make up this result, if more than one. */
  readonly parts?: number;
  /** Specs that failed in one part and passed in a later one, with the first failure. */
  readonly passedLater?: readonly Failed[];
}

/** The outcome of all specs. */
export type Outcome = Pick<ConformanceResult, "all" | "passed" | "passedSerial" | "failed" | "notRun">;

/**
 * Sorts the specs of a version by their outcome.
 * @param ran the specs of Ginkgo's report on the run.
 */
export function outcomeOf({ chosen, leftOut }: Selection, ran: readonly Spec[]): Outcome {
  const reported = new Map(ran.map((it) => [it.name, it]));
  const seen = chosen.map(({ name }) => reported.get(name) ?? ({ name, state: "", serial: false, seconds: 0 } as Spec));
  const passed = seen.filter(({ state }) => state === "passed");
  const notRun = seen.filter((it) => reasonNotRun(it) !== undefined);
  const failed = seen.filter((it) => it.state !== "passed" && reasonNotRun(it) === undefined);
  return {
    all: chosen.length + leftOut.reduce((sum, { specs }) => sum + specs.length, 0),
    passed: passed.length,
    passedSerial: passed.filter(({ serial }) => serial).length,
    failed: failed.map(({ name, state, message }) => ({ name, message: message ?? state })),
    notRun: [...leftOut, ...grouped(notRun.map((it) => [reasonNotRun(it)!, it.name] as const))],
  };
}

/** Why a selected spec has no result; undefined if it has one. */
function reasonNotRun({ state, message }: Spec): string | undefined {
  if (state === "interrupted" || /suite timeout/i.test(message ?? "")) return "stopped by the time limit";
  if (state === "skipped" || state === "pending") return message ?? "not started before the time limit";
  return state === "" ? "not in Ginkgo's report" : undefined;
}
