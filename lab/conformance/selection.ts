import type { Spec } from "./ginkgo";

/** Specs that are not run, and why. */
export interface LeftOut {
  readonly reason: string;
  readonly specs: readonly string[];
}

/** Which specs of a suite run, and which do not. */
export interface Selection {
  readonly chosen: readonly Spec[];
  readonly leftOut: readonly LeftOut[];
}

/** An image that is not available, with the specs that need it. */
export interface MissingImage {
  readonly image: string;
  readonly neededBy: RegExp;
}

/**
 * Selects conformance specs: those in the focus whose images are available.
 * @param focus a regular expression on the names. @default all
 */
export function select(specs: readonly Spec[], focus: RegExp | undefined, missing: readonly MissingImage[]): Selection {
  const reasonOf = ({ name }: Spec): string | undefined => {
    if (focus && !focus.test(name)) return `not in the focus of this run, ${focus.source}`;
    const lacking = missing.find(({ neededBy }) => neededBy.test(name));
    return lacking && `its image is not available: ${lacking.image}`;
  };
  const chosen = specs.filter((it) => reasonOf(it) === undefined);
  const others = specs.filter((it) => reasonOf(it) !== undefined);
  return { chosen, leftOut: grouped(others.map((it) => [reasonOf(it)!, it.name] as const)) };
}

/** Groups specs by reason, in order of first appearance. */
export function grouped(pairs: readonly (readonly [string, string])[]): LeftOut[] {
  const reasons = [...new Set(pairs.map(([reason]) => reason))];
  return reasons.map((reason) => ({ reason, specs: pairs.filter(([it]) => it === reason).map(([, name]) => name) }));
}

/** A regular expression in Go's syntax that matches exactly the specs with these names. */
export function exactly(names: readonly string[]): string {
  const escaped = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return `(${escaped.join("|")})$`;
}
