/** Files as Terraform would upload them: path to mode, owner and lines. */
export type Bundle = Readonly<
  Record<string, { readonly mode: string; readonly owner: string; readonly lines: readonly string[] }>
>;

/** Path to content, of some bundles together, as the script on a node writes them. */
export function contents(...bundles: unknown[]): Map<string, string> {
  const files = bundles.flatMap((bundle) => Object.entries(bundle as Bundle));
  return new Map(files.map(([path, { lines }]) => [path, `${lines.join("\n")}\n`]));
}
