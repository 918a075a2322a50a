/**
 * Escapes plain text for Terraform's template language, in which `${` and `%{` have a meaning. cdktf's placeholders for
 * apply-time values, such as `${TfToken[TOKEN.7]}`, stay unchanged.
 */
export function escapeTemplate(text: string): string {
  return text.replace(/\$\{(?!TfToken\[)/g, "$$${").replace(/%\{/g, "%%{");
}

/**
 * Escapes all texts in a value, including keys. The constructs make the arguments of resources from such a copy of the
 * cluster file, so that Terraform never evaluates its texts: `${file("~/.aws/credentials")}` stays these characters.
 */
export function escapeTexts<T>(value: T): T {
  return escaped(value) as T;
}

function escaped(value: unknown): unknown {
  if (typeof value === "string") return escapeTemplate(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [escapeTemplate(key), escaped(inner)]));
}

/** HCL's escapes for characters that a quoted string cannot contain (HCL native syntax, string literals). */
const shortEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * Makes a quoted HCL string of a text, for use inside an expression. Template markers in the text must already be
 * escaped.
 */
export function quoted(escapedText: string): string {
  const special = /["\\\p{Cc}]/gu;
  const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `"${escapedText.replace(special, (character) => shortEscapes[character] ?? unicode(character))}"`;
}
