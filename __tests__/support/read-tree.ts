import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Tree } from "../../lib/inspection";

/** Every file below a folder, by its path in there. */
export function readTree(folder: string): Tree {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
