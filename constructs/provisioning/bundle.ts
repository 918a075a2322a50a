import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import type { NodeFile } from "../../components/component";
import { escapeTemplate } from "./template";

/** Files as a Terraform local: path to mode, owner and lines, so that the JSON reads and diffs as the files do. */
export class Bundle {
  /** Where the files stand in the JSON. */
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

  /** The local's reference, to be put in an expression. */
  get reference(): string {
    return `local.${this.local.friendlyUniqueId}`;
  }

  /** Path to a digest of what lands there: a plan names the very files that change, and shows none of their content. */
  digests(): Record<string, string> {
    return Object.fromEntries(this.files.map(({ path }) => [path, digestOf(`${this.reference}["${path}"]`)]));
  }

  /** Path to the text that a plan shows; files of which it shows nothing are not among them. */
  texts(): Record<string, string> {
    const shown = this.files.filter((file) => file.shown?.length !== 0);
    return Object.fromEntries(shown.map((file) => [file.path, this.textOf(file)]));
  }

  private textOf({ path, shown }: NodeFile): string {
    return shown ? escapeTemplate(shown.join("\n")) : `\${join("\\n", ${this.reference}["${path}"].lines)}`;
  }

  /** One digest of all its files. */
  digest(): string {
    return digestOf(this.reference);
  }
}

/**
 * A digest that plans show, also of a secret. `sensitive` comes first because Terraform before 1.7 refuses `nonsensitive`
 * of a value that is not sensitive, and most files hold no secret.
 */
const digestOf = (expression: string) => `\${nonsensitive(sensitive(sha256(jsonencode(${expression}))))}`;
