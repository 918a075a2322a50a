/** A file as Terraform would upload it. */
interface BundledFile {
  readonly mode: string;
  readonly owner: string;
  readonly lines: readonly string[];
}

/** Files as Terraform would upload them, by path. */
export type Bundle = Readonly<Record<string, BundledFile>>;

/** Content as the script on a node writes it. */
export const contentOf = ({ lines }: Pick<BundledFile, "lines">) => `${lines.join("\n")}\n`;

/** Path to content of a bundle. */
export function contents(bundle: unknown): Map<string, string> {
  return new Map(Object.entries(bundle as Bundle).map(([path, file]) => [path, contentOf(file)]));
}
