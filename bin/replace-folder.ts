import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Tree } from "../review/inspection";

/** Replaces a folder by files atomically: a failure leaves the old folder unchanged. */
export function replaceFolder(folder: string, files: Tree): void {
  mkdirSync(dirname(folder), { recursive: true });
  // Next to the folder, because a rename cannot cross file systems.
  const aside = mkdtempSync(`${folder}.new-`);
  try {
    for (const [path, text] of Object.entries(files)) write(join(aside, "new", path), text);
    mkdirSync(join(aside, "new"), { recursive: true });
    moveIfThere(folder, join(aside, "old"));
    renameSync(join(aside, "new"), folder);
  } finally {
    rmSync(aside, { recursive: true });
  }
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
