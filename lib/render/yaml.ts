import { Document, type DocumentOptions, isScalar, Scalar, visit } from "yaml";

/**
 * Programs on nodes read YAML 1.1 (sigs.k8s.io/yaml in Kubernetes, PyYAML in cloud-init), where `no` and `1_000` are no
 * texts. `compat` quotes every text that YAML 1.1 takes for something else. Keys are quoted in the same way.
 */
const options: DocumentOptions & { compat: "yaml-1.1"; aliasDuplicateObjects: false } = {
  compat: "yaml-1.1",
  aliasDuplicateObjects: false,
};

/**
 * Texts that Go's reader takes for numbers, and that neither version of YAML does: it drops every `_` and then reads as
 * Go's strconv does, with capital prefixes, octal ones and signs.
 */
const goNumber = /^[-+]?(0x[0-9a-f]+|0o?[0-7]+|0b[01]+|\d+|(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)$/i;

const looksLikeNumber = (text: string) => goNumber.test(text.replaceAll("_", ""));

/** Renders a value as the lines of a YAML document, never folding a line: folded text reads badly in a diff. */
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
