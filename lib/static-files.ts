import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** The sorted names of the files in one of the project's folders. The order is the same on every machine. */
export function staticFileNames(folder: "node" | "cloudinit"): string[] {
  return readdirSync(join(root, folder)).sort();
}

/** The unchanged lines of a file in one of the project's folders. */
export function staticFile(folder: "node" | "cloudinit", name: string): string[] {
  return readFileSync(join(root, folder, name), "utf8")
    .trimEnd()
    .split("\n");
}
