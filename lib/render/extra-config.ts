type Document = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The keys of `extra` that `owned` has as well, as dotted paths; a mapping is walked into, anything else is taken. */
export function ownedKeys(owned: Document, extra: Document, prefix = ""): string[] {
  return Object.entries(extra).flatMap(([key, value]) => {
    if (!(key in owned)) return [];
    const mine = owned[key];
    const path = `${prefix}.${key}`;
    return isMapping(mine) && isMapping(value) ? ownedKeys(mine, value, path) : [path];
  });
}

/**
 * Merges a user's further configuration into what groundup renders.
 * @param at the path in the cluster file that `extra` stands at, for the message.
 * @throws Error when it names a key that groundup owns: two opinions on one setting would hide each other.
 */
export function mergeExtraConfig(at: string, owned: Document, extra: Document): Record<string, unknown> {
  const taken = ownedKeys(owned, extra, at);
  if (taken.length) throw new Error(`${taken.join(", ")}: set by groundup itself`);
  return merge(owned, extra);
}

function merge(owned: Document, extra: Document): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...owned };
  for (const [key, value] of Object.entries(extra)) {
    const mine = owned[key];
    merged[key] = isMapping(mine) && isMapping(value) ? merge(mine, value) : value;
  }
  return merged;
}
