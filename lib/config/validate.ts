import { isMapping } from "../mapping";
import type * as z from "zod";
import { valueProblems, type ValueProblem } from "./issues";
import { clusterFile, type ClusterFile } from "./schema";
import type { Written } from "./yaml-source";

type Path = readonly PropertyKey[];

/** The usable part of a cluster file, and the problems of its values. */
export interface Validated {
  /** The file without the refused values. Defaults replace these values, so that rules can check the rest. */
  readonly usable: ClusterFile;
  /** The problems, in the order of the schema. */
  readonly problems: readonly ValueProblem[];
}

/** Checks each value of a cluster file, independently of the others. */
export function validate(value: unknown, written?: Written): Validated {
  const problems = refusals(value, written);
  let rest = value;
  let left = problems;
  // If a removed key is required, the next round refuses its mapping, and so on upwards. The loop ends: every round
  // removes something, and the empty mapping is a valid cluster file.
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

/** The path to remove for a refused value: its whole list if it is in one, or the mapping that lacks the value. */
function cut(data: unknown, at: Path): string[] {
  const [step, ...rest] = at;
  // Removing one element would change the positions of the others.
  if (step === undefined || typeof step === "number" || !isMapping(data)) return [];
  const key = String(step);
  return key in data ? [key, ...cut(data[key], rest)] : [];
}

/** A value without the parts at some paths. It removes all of them in one pass, because there may be thousands. */
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
