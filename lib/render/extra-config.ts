import { isMapping, type Mapping, mergeMappings } from "../mapping";

/** The keys of `extra` that `owned` has as well, as paths; a mapping is walked into, anything else is taken whole. */
export function ownedKeys(owned: Mapping, extra: Mapping, prefix: readonly string[] = []): string[][] {
  return Object.entries(extra).flatMap(([key, value]) => {
    if (!Object.hasOwn(owned, key)) return [];
    const mine = owned[key];
    const path = [...prefix, key];
    return isMapping(mine) && isMapping(value) ? ownedKeys(mine, value, path) : [path];
  });
}

/** The value at a path that exists. */
export function valueAt(document: Mapping, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Mapping)[key], document);
}

/** The places that hold null, in mappings and lists alike. */
export function nullsOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (value === null) return [[...path]];
  if (Array.isArray(value)) return value.flatMap((item, index) => nullsOf(item, [...path, index]));
  return isMapping(value) ? Object.entries(value).flatMap(([key, item]) => nullsOf(item, [...path, key])) : [];
}

/**
 * Merges a user's further configuration into what groundup renders.
 * @throws Error when it names a key that groundup owns: two opinions on one setting would hide each other. The rules
 * of `components/checks.ts` say it in better words before.
 */
export function mergeExtraConfig(owned: Mapping, extra: Mapping): Record<string, unknown> {
  const taken = ownedKeys(owned, extra);
  if (taken.length) throw new Error(`set by groundup itself: ${taken.map((path) => path.join(".")).join(", ")}`);
  return mergeMappings(owned, extra);
}
