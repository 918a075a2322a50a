import { readFileSync } from "node:fs";
import path from "node:path";
import { LabError } from "../errors";
import { projectRoot } from "../settings";

const page = path.join(projectRoot, "docs", "operations.md");

/** A block of commands in docs/operations.md. */
export interface Documented {
  /** Heading of its section. */
  readonly heading: string;
  readonly script: string;
}

/** Every block of bash in a page, in order. */
export function blocksOf(markdown: string): Documented[] {
  return markdown
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const heading = section.split("\n", 1)[0]!;
      return [...section.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, script]) => ({ heading, script: script! }));
    });
}

/**
 * The commands under a heading of docs/operations.md, as one script.
 * @param values for placeholders in angle brackets, such as `<name>`.
 * @throws LabError if there are no commands, or a placeholder has no value.
 */
export function documented(heading: string, values: Readonly<Record<string, string>>): string {
  const blocks = blocksOf(readFileSync(page, "utf8")).filter((it) => it.heading === heading);
  if (blocks.length === 0) throw new LabError(`docs/operations.md has no commands under "${heading}"`);
  const script = blocks.map((it) => it.script).join("\n");
  return script.replace(/<([a-z-]+)>/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new LabError(`docs/operations.md: "${heading}" needs a value for <${name}>`);
    return value;
  });
}
