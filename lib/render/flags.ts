/**
 * Command-line flags, by name without dashes. Lists are joined by commas. Booleans are written out, as readers of `ps`
 * expect.
 */
export type Flags = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * Joins several groups of flags.
 * @throws Error when two groups contain the same flag: programs differ in which of the two values they use
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
