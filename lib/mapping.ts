/** Keys and their values, as in a YAML or JSON document. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value of a document is a mapping, and not a list, a scalar or null. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Both mappings in one: nested mappings are merged, and for any other value the second mapping decides. */
export function mergeMappings(first: Mapping, second: Mapping): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = first[key];
    merged[key] = isMapping(before) && isMapping(value) ? mergeMappings(before, value) : value;
  }
  return merged;
}
