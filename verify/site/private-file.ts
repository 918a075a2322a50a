import { writeFile } from "node:fs/promises";
import path from "node:path";

/** Writes a file that no other user may read, and returns its path. */
export async function writePrivate(folder: string, name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text.endsWith("\n") ? text : `${text}\n`, { mode: 0o600 });
  return file;
}
