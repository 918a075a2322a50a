import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError, writing } from "../../lib/user-error";
import { ignored } from "./files";

/** Files by their paths in the project. */
type Files = Readonly<Record<string, string>>;

/**
 * Writes files that are not there.
 * @param shown the folder, as the user knows it
 * @throws UserError that names all that are there, before any is written
 */
export function writeNew(folder: string, shown: string, files: Files): void {
  const there = Object.keys(files).filter((path) => existsSync(join(folder, path)));
  if (there.length > 0) {
    const remedy = "move them away, or name another folder";
    throw new UserError(`nothing was written, because ${shown} has ${there.join(", ")}: ${remedy}`);
  }
  writing(shown, () => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text, { flag: "wx" });
    }
  });
}

/** The lines that the `.gitignore` of a folder lacks. */
export function missingIgnores(folder: string): string[] {
  const file = join(folder, ".gitignore");
  const there = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const plain = (line: string) => line.trim().replace(/^\/|\/$/g, "");
  return ignored.filter((line) => !there.some((one) => plain(one) === plain(line)));
}
