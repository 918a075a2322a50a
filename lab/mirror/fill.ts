import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../errors";
import { attempt } from "../host/shell";
import { mirrorUrl } from "../settings";
import { ownMirror, releasedFolder } from "./server";

/** Paths below the mirror that a stack's nodes will request. */
export function mirroredPaths(stack: string): string[] {
  const found = stack.matchAll(new RegExp(`${mirrorUrl.replaceAll(".", "\\.")}/([^"\\\\\\s]+)`, "g"));
  return [...new Set([...found].map((match) => match[1]!))].sort();
}

/**
 * Downloads everything that a stack's nodes will request and the mirror does not have.
 * @throws LabError naming what could not be downloaded.
 */
export async function fillMirror(stack: string, say: (text: string) => void): Promise<void> {
  const missing = mirroredPaths(stack).filter(
    (it) => ![ownMirror, releasedFolder()].some((folder) => existsSync(path.join(folder, it))),
  );
  for (const name of missing) {
    say(`downloading https://${name}`);
    await download(name);
  }
}

async function download(name: string): Promise<void> {
  const file = path.join(ownMirror, name);
  await mkdir(path.dirname(file), { recursive: true });
  const result = await attempt(["curl", "-fsSL", "--retry", "3", "-o", `${file}.part`, `https://${name}`]);
  if (result.code !== 0) {
    throw new LabError(
      `cannot download https://${name}: ${result.stderr.trim()}\nput it into ${file}, or set ARTIFACT_MIRROR to a folder that has it`,
    );
  }
  await rename(`${file}.part`, file);
}
