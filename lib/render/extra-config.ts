import { isMapping, type Mapping, mergeMappings } from "../mapping";

/** The paths of the keys that both `extra` and `owned` have. It descends into a key if both values are mappings. */
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

/** The paths of all nulls, in mappings and in lists. */
export function nullsOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (value === null) return [[...path]];
  if (Array.isArray(value)) return value.flatMap((item, index) => nullsOf(item, [...path, index]));
  return isMapping(value) ? Object.entries(value).flatMap(([key, item]) => nullsOf(item, [...path, key])) : [];
}

/**
 * Merges a user's extra configuration into the configuration that groundup renders.
 * @throws Error when a key of `extra` is one that groundup owns: one of the two values would be lost. The rules of
 * `components/derived/configuration-rules.ts` report this earlier, in better words.
 */
export function mergeExtraConfig(owned: Mapping, extra: Mapping): Record<string, unknown> {
  const taken = ownedKeys(owned, extra);
  if (taken.length) throw new Error(`set by groundup itself: ${taken.map((path) => path.join(".")).join(", ")}`);
  return mergeMappings(owned, extra);
}
