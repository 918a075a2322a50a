import type { Problem } from "../problem";
import type { ClusterConfig } from "../resolve";

/** Something that several keys of the cluster file must agree on. */
export interface Rule {
  /** The keys it looks at, as dotted paths. It is skipped when the value of one was refused already. */
  readonly reads: readonly string[];
  /** What is wrong, nothing when all is well. */
  readonly check: (config: ClusterConfig) => readonly Problem[];
}

/**
 * What a list of rules has to say.
 * @param spoiled dotted paths of values that were refused, and of keys that a misspelt one stands for
 */
export function applyRules(rules: readonly Rule[], config: ClusterConfig, spoiled: readonly string[]): Problem[] {
  const readable = (path: string) => !spoiled.some((other) => covers(path, other) || covers(other, path));
  return rules.filter(({ reads }) => reads.every(readable)).flatMap(({ check }) => check(config));
}

function covers(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`) || outer === "(whole file)";
}
