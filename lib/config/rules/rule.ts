import type { Problem } from "../problem";
import type { ClusterConfig } from "../resolve";

/** A rule across several keys of the cluster file. */
export interface Rule {
  /** The keys that the rule reads, as dotted paths. The rule is skipped when the value of one was refused already. */
  readonly reads: readonly string[];
  /** Returns what is wrong; an empty list when nothing is. */
  readonly check: (config: ClusterConfig) => readonly Problem[];
}

/**
 * Applies a list of rules and returns their problems.
 * @param spoiled dotted paths of values that were refused, and of keys for which a misspelt key was probably meant
 */
export function applyRules(rules: readonly Rule[], config: ClusterConfig, spoiled: readonly string[]): Problem[] {
  const readable = (path: string) => !spoiled.some((other) => covers(path, other) || covers(other, path));
  return rules.filter(({ reads }) => reads.every(readable)).flatMap(({ check }) => check(config));
}

function covers(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`) || outer === "(whole file)";
}
