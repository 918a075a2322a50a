import type * as z from "zod";
import { valueProblems, type ValueProblem } from "./issues";
import { clusterFile, type ClusterFile } from "./schema";

type Path = readonly PropertyKey[];

/** A cluster file as far as it can be used, and what is wrong with its values one by one. */
export interface Validated {
  /** The file without the refused values: their defaults stand in, so that rules can judge the rest. */
  readonly usable: ClusterFile;
  /** What is wrong, in the order of the schema. */
  readonly problems: readonly ValueProblem[];
}

/** Checks every value of a cluster file on its own. */
export function validate(value: unknown): Validated {
  const problems = refusals(value);
  let rest = value;
  let left = problems;
  // Taking out a key that a mapping must have makes the mapping itself refused in the next round, and so on upwards;
  // it ends, because every round takes something out and the empty mapping is a cluster file.
  while (left.length > 0) {
    const cuts = left.map(({ at }) => cut(rest, at));
    rest = cuts.reduce<unknown>(without, rest);
    left = refusals(rest);
  }
  return { usable: clusterFile.parse(rest), problems };
}

function refusals(value: unknown): ValueProblem[] {
  const issues: readonly z.core.$ZodIssue[] = clusterFile.safeParse(value, { reportInput: true }).error?.issues ?? [];
  return issues.flatMap(valueProblems);
}

/** The path to take out so that a refused value is gone: its list as a whole, or the mapping that lacks it. */
function cut(data: unknown, at: Path): string[] {
  const [step, ...rest] = at;
  // The other elements of a list would change their positions.
  if (step === undefined || typeof step === "number" || !isMapping(data)) return [];
  const key = String(step);
  return key in data ? [key, ...cut(data[key], rest)] : [];
}

function without(data: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return {};
  if (!isMapping(data) || !(key in data)) return data;
  const { [key]: inner, ...others } = data;
  return rest.length === 0 ? others : { ...others, [key]: without(inner, rest) };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
