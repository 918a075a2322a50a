/** The values of a flag that is given several times. */
export interface Repeated {
  readonly each: readonly string[];
}

/**
 * Command-line flags, by name without dashes. Lists are joined by commas. Booleans are written out, as readers of `ps`
 * expect.
 */
export type Flags = Readonly<Record<string, string | number | boolean | readonly string[] | Repeated>>;

/**
 * Joins several groups of flags.
 * @throws Error when two groups contain the same flag: programs differ in which of the two values they use
 */
export function joinFlags(...groups: readonly Flags[]): Flags {
  const joined: Record<string, Flags[string]> = {};
  for (const [name, value] of groups.flatMap((group) => Object.entries(group))) {
    if (name in joined) throw new Error(`flag --${name} is given twice: ${text(joined[name]!)} and ${text(value)}`);
    joined[name] = value;
  }
  return joined;
}

const text = (value: Flags[string]) => textsOf(value).join(" and ");

/** Renders each flag as `--name=value`, in the order given. */
export function renderFlags(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => textsOf(value).map((text) => `--${name}=${text}`));
}

function textsOf(value: Flags[string]): readonly string[] {
  if (typeof value !== "object") return [String(value)];
  return "each" in value ? value.each : [value.join(",")];
}
