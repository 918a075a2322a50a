import { Document, type DocumentOptions, isScalar, Scalar, visit } from "yaml";

/**
 * Options for YAML 1.1, which programs on nodes read (sigs.k8s.io/yaml in Kubernetes, PyYAML in cloud-init). YAML 1.1
 * does not read `no` and `1_000` as text. `compat` quotes every text, and every key, that YAML 1.1 would read as
 * another type.
 */
const options: DocumentOptions & { compat: "yaml-1.1"; aliasDuplicateObjects: false } = {
  compat: "yaml-1.1",
  aliasDuplicateObjects: false,
};

/**
 * Matches texts that Go's YAML reader takes for numbers, although neither YAML version does. The reader drops every `_`
 * and then parses as Go's strconv does, with capital and octal prefixes, and with signs.
 */
const goNumber = /^[-+]?(0x[0-9a-f]+|0o?[0-7]+|0b[01]+|\d+|(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)$/i;

const looksLikeNumber = (text: string) => goNumber.test(text.replaceAll("_", ""));

/**
 * Renders a value as the lines of a YAML document. It never folds a line, because folded text is hard to read in a
 * diff.
 */
export function yamlLines(value: unknown): string[] {
  const document = new Document(value, options);
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node) && typeof node.value === "string" && looksLikeNumber(node.value)) {
        node.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  return document.toString({ lineWidth: 0 }).trimEnd().split("\n");
}

/** Renders several values as one multi-document YAML file. */
export function yamlDocuments(values: readonly unknown[]): string[] {
  return values.flatMap((value, index) => (index === 0 ? yamlLines(value) : ["---", ...yamlLines(value)]));
}
