import { stringify } from "yaml";

/** Renders a value as the lines of a YAML document, never folding a line: folded text reads badly in a diff. */
export function yamlLines(value: unknown): string[] {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd().split("\n");
}

/** Renders several values as one multi-document YAML file. */
export function yamlDocuments(values: readonly unknown[]): string[] {
  return values.flatMap((value, index) => (index === 0 ? yamlLines(value) : ["---", ...yamlLines(value)]));
}
