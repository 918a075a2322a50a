/**
 * Plain text as Terraform's template language has it: `${` and `%{` are its own. cdktf's placeholders for apply-time
 * values, which look like `${TfToken[TOKEN.7]}`, stay what they are.
 */
export function escapeTemplate(text: string): string {
  return text.replace(/\$\{(?!TfToken\[)/g, "$$${").replace(/%\{/g, "%%{");
}

/**
 * A value with every text in it escaped, keys included. The constructs make the arguments of resources from such a copy
 * of the cluster file, so that no text of it is ever evaluated: `${file("~/.aws/credentials")}` stays these characters.
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

/** How HCL writes characters that may not stand in a quoted string as they are (HCL native syntax, string literals). */
const shortEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A text as a quoted string inside an expression. Its template markers must be escaped already. */
export function quoted(escapedText: string): string {
  const special = /["\\\p{Cc}]/gu;
  const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `"${escapedText.replace(special, (character) => shortEscapes[character] ?? unicode(character))}"`;
}
