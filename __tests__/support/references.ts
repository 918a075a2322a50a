/** Every text in a JSON value, keys included. */
export function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

/** The expressions in Terraform template text: what stands inside `${...}`, where that is not escaped. */
export function expressionsOf(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith("$${", at)) at += 2;
    else if (text.startsWith("${", at)) {
      const end = endOfExpression(text, at + 2);
      found.push(text.slice(at + 2, end));
      at = end;
    }
  }
  return found;
}

function endOfExpression(text: string, start: number): number {
  let depth = 1;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (!quoted && text[at] === "{") depth++;
    else if (!quoted && text[at] === "}" && --depth === 0) return at;
  }
  throw new Error(`expression without an end: ${text}`);
}

/**
 * What an expression refers to: `local.scripts`, `var.operator_cidrs`, `aws_lb.api`, `data.aws_ami.ubuntu`, `each.value`.
 * What a `for` of its own names is none of it.
 */
export function referencesOf(expression: string): string[] {
  const code = expression.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const loops = [...code.matchAll(/\bfor\s+(\w+)(?:\s*,\s*(\w+))?\s+in\b/g)].flatMap(([, ...names]) => names);
  return [...code.matchAll(/(?<![\w.-])(?:data\.)?[a-z]\w*\.[\w-]+/g)]
    .map(([reference]) => reference)
    .filter((reference) => !loops.includes(reference.split(".")[0]!));
}
