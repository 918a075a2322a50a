import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { project } from "../../tools/fixtures/synthesized";

/**
 * Writes a copy of a script of nodes that works in other folders, or with less patience.
 * @param replacements what stands in the script, and what is to stand there
 * @throws Error when the script has no such text
 */
export function scriptCopy(name: string, folder: string, replacements: Readonly<Record<string, string>>): string {
  let text = readFileSync(path.join(project, "node", name), "utf8");
  for (const [found, written] of Object.entries(replacements)) {
    if (!text.includes(found)) throw new Error(`node/${name} has no ${found}`);
    text = text.replaceAll(found, written);
  }
  const file = path.join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}
