/** Command-line flags by name without dashes; a list is joined by commas; `true` is written out, as `ps` readers expect. */
export type Flags = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * Joins groups of flags into one.
 * @throws Error when two groups give the same flag: which one holds would depend on the program.
 */
export function joinFlags(...groups: readonly Flags[]): Flags {
  const joined: Record<string, Flags[string]> = {};
  for (const [name, value] of groups.flatMap((group) => Object.entries(group))) {
    if (name in joined) throw new Error(`flag --${name} is given twice: ${String(joined[name])} and ${String(value)}`);
    joined[name] = value;
  }
  return joined;
}

/** Renders each flag as `--name=value`, in the order given. */
export function renderFlags(flags: Flags): string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${Array.isArray(value) ? value.join(",") : value}`);
}
