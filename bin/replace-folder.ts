import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../lib/user-error";
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

/**
 * Replaces a folder that the user may have named. What is in it must be of the kind that is written.
 * @param shown the folder, by the name that the user knows
 * @param isOwn whether a file or folder at the top was written by the same command, by its name
 * @throws UserError naming what else the folder holds, before anything is touched
 */
export function replaceOwnFolder(folder: string, files: Tree, shown: string, isOwn: (name: string) => boolean): void {
  const others = namesIn(folder).filter((name) => !isOwn(name));
  if (others.length > 0) {
    throw new UserError(
      `${shown} would be replaced\n  found   ${others.sort().slice(0, 5).join(", ")}${others.length > 5 ? " ..." : ""}\n` +
        "  wanted  a new or empty folder, or one that this command has written\n  do      name another folder with --out",
    );
  }
  replaceFolder(folder, files);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
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
