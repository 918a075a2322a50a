import { isMapping } from "../mapping";
import type * as z from "zod";
import { valueProblems, type ValueProblem } from "./issues";
import { clusterFile, type ClusterFile } from "./schema";
import type { Written } from "./yaml-source";

type Path = readonly PropertyKey[];

/** A cluster file as far as it can be used, and what is wrong with its values one by one. */
export interface Validated {
  /** The file without the refused values: their defaults stand in, so that rules can judge the rest. */
  readonly usable: ClusterFile;
  /** What is wrong, in the order of the schema. */
  readonly problems: readonly ValueProblem[];
}

/** Checks every value of a cluster file on its own. */
export function validate(value: unknown, written?: Written): Validated {
  const problems = refusals(value, written);
  let rest = value;
  let left = problems;
  // Taking out a key that a mapping must have makes the mapping itself refused in the next round, and so on upwards;
  // it ends, because every round takes something out and the empty mapping is a cluster file.
  while (left.length > 0) {
    const current = rest;
    rest = without(
      current,
      left.map(({ at }) => cut(current, at)),
    );
    left = refusals(rest);
  }
  return { usable: clusterFile.parse(rest), problems };
}

function refusals(value: unknown, written?: Written): ValueProblem[] {
  const issues: readonly z.core.$ZodIssue[] = clusterFile.safeParse(value, { reportInput: true }).error?.issues ?? [];
  return issues.flatMap((issue) => valueProblems(issue, written));
}

/** The path to take out so that a refused value is gone: its list as a whole, or the mapping that lacks it. */
function cut(data: unknown, at: Path): string[] {
  const [step, ...rest] = at;
  // The other elements of a list would change their positions.
  if (step === undefined || typeof step === "number" || !isMapping(data)) return [];
  const key = String(step);
  return key in data ? [key, ...cut(data[key], rest)] : [];
}

/** A value without what stands at some paths, in one pass: there may be thousands. */
function without(data: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return {};
  if (!isMapping(data)) return data;
  const below = new Map<string, string[][]>();
  for (const [key, ...rest] of paths) {
    if (below.has(key!)) below.get(key!)!.push(rest);
    else below.set(key!, [rest]);
  }
  const kept = Object.entries(data).flatMap(([key, inner]) => {
    const inside = below.get(key);
    if (inside?.some((path) => path.length === 0)) return [];
    return [[key, inside ? without(inner, inside) : inner]];
  });
  return Object.fromEntries(kept);
}
