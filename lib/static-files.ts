import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** The names of the files in a folder of the project's, sorted: the same on every machine. */
export function staticFileNames(folder: "node" | "cloudinit"): string[] {
  return readdirSync(join(root, folder)).sort();
}

/** The lines of a file of the project's own, as it is. */
export function staticFile(folder: "node" | "cloudinit", name: string): string[] {
  return readFileSync(join(root, folder, name), "utf8")
    .trimEnd()
    .split("\n");
}
