import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import type { NodeFile } from "../../components/component";
import { escapeTemplate } from "./template";

/**
 * A set of files as a Terraform local: path to mode, owner and lines. This makes the JSON and its diffs as readable as
 * the files.
 */
export class Bundle {
  /** The Terraform local that contains the files. */
  readonly local: TerraformLocal;

  constructor(
    scope: Construct,
    name: string,
    private readonly files: readonly NodeFile[],
  ) {
    const content = files.map((file) => [
      file.path,
      { mode: file.mode, owner: "root:root", lines: file.lines.map(escapeTemplate) },
    ]);
    this.local = new TerraformLocal(scope, name, Object.fromEntries(content));
  }

  /** The reference to the local, for an expression. */
  get reference(): string {
    return `local.${this.local.friendlyUniqueId}`;
  }

  /** The digest of each file, by path. With it, a plan names the files that change, but shows none of their content. */
  digests(): Record<string, string> {
    return Object.fromEntries(this.files.map(({ path }) => [path, digestOf(`${this.reference}["${path}"]`)]));
  }

  /** The text of each file that a plan shows, by path. Files that a plan must not show are left out. */
  texts(): Record<string, string> {
    const shown = this.files.filter((file) => file.shown?.length !== 0);
    return Object.fromEntries(shown.map((file) => [file.path, this.textOf(file)]));
  }

  private textOf({ path, shown }: NodeFile): string {
    return shown ? escapeTemplate(shown.join("\n")) : `\${join("\\n", ${this.reference}["${path}"].lines)}`;
  }

  /** One digest for all files. */
  digest(): string {
    return digestOf(this.reference);
  }
}

/**
 * A digest that plans show, even of a secret. `sensitive` comes first, because Terraform before 1.7 refuses
 * `nonsensitive` for a value that is not sensitive, and most files contain no secret.
 */
const digestOf = (expression: string) => `\${nonsensitive(sensitive(sha256(jsonencode(${expression}))))}`;
