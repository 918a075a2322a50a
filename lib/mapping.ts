/** Keys and their values, as in a YAML or JSON document. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping, and not a list, a scalar or null. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Merges two mappings. It merges nested mappings as well; for any other value, the second mapping wins. */
export function mergeMappings(first: Mapping, second: Mapping): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = first[key];
    merged[key] = isMapping(before) && isMapping(value) ? mergeMappings(before, value) : value;
  }
  return merged;
}
