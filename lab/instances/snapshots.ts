import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { attempt, run } from "../host/shell";
import { files } from "../settings";
import { deviceName } from "./device-name";
import type { Disk } from "./provider";

const fileOf = (snapshotId: string) => path.join(files.snapshots, snapshotId);

/** The snapshots whose content is on this machine. */
export async function storedSnapshots(): Promise<string[]> {
  const names = existsSync(files.snapshots) ? await readdir(files.snapshots) : [];
  return names.filter((name) => !name.endsWith(".new"));
}

/** Removes the content of all snapshots other than these. */
export async function removeSnapshots(kept: readonly { readonly id: string }[]): Promise<void> {
  for (const name of await storedSnapshots()) {
    if (!kept.some(({ id }) => id === name)) await rm(fileOf(name));
  }
}

/** The disk of a volume, and a way to run a script in the host that has it as a device. */
export interface SnapshotSource extends Disk {
  readonly inHost?: (script: string) => Promise<readonly string[]>;
}

/**
 * Stores the present content of a volume, unless it is stored. A snapshot of EBS is of one moment. A copy takes a while,
 * so the host's file system, if the volume is mounted, is frozen meanwhile.
 */
export async function storeSnapshot(id: string, { volumeId, file, inHost }: SnapshotSource): Promise<void> {
  if (existsSync(fileOf(id))) return;
  await mkdir(files.snapshots, { recursive: true });
  if (inHost) await run(await inHost(freezeScript(volumeId, "--freeze")));
  try {
    await copy(file, `${fileOf(id)}.new`);
  } finally {
    if (inHost) await attempt(await inHost(freezeScript(volumeId, "--unfreeze")));
  }
  await rename(`${fileOf(id)}.new`, fileOf(id));
}

/** Creates the file of a volume: with the content of a snapshot, or empty. */
export async function contentOf(snapshotId: string | undefined, file: string): Promise<void> {
  if (snapshotId) await copy(fileOf(snapshotId), `${file}.new`);
  else await writeFile(`${file}.new`, "");
  await rename(`${file}.new`, file);
}

const copy = (from: string, to: string) => run(["cp", "--sparse=always", "--reflink=auto", from, to]);

/** Freezes the file system of a volume in its host, if it is mounted there, or unfreezes it. */
function freezeScript(volumeId: string, how: "--freeze" | "--unfreeze"): string {
  return [
    "set -euo pipefail",
    `[[ -b ${deviceName(volumeId)} ]] || exit 0`,
    `number=$(stat --dereference --format '0x%t 0x%T' ${deviceName(volumeId)})`,
    `target=$(awk -v number="$(printf '%d:%d' $number)" '$3 == number { print $5; exit }' /proc/self/mountinfo)`,
    `[[ ! $target ]] || fsfreeze ${how} "$target"`,
  ].join("\n");
}
