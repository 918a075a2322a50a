import { existsSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import path from "node:path";
import { attempt } from "./host/shell";
import { cacheFolder, labFolder } from "./settings";

/**
 * Free space that a lab needs, in GiB. Kubelets of the lab evict pods below 1 GiB (`cluster/derive.ts`). The rest is
 * for images, volumes and downloads.
 */
const wantedGiB = 10;

/** A file system by its device number, and its free space. */
export interface Space {
  readonly device: number;
  readonly freeGiB: number;
}

/** The free space where a folder is, or will be. */
export async function spaceAt(folder: string): Promise<Space> {
  if (!existsSync(folder)) return spaceAt(path.dirname(folder));
  const [{ dev }, { bavail, bsize }] = [await stat(folder), await statfs(folder)];
  return { device: dev, freeGiB: (bavail * bsize) / 1024 ** 3 };
}

/** The folders that a lab fills: its own, its downloads, and podman's if there is one. */
export async function filledFolders(): Promise<string[]> {
  const podman = await attempt(["podman", "info", "--format", "{{.Store.GraphRoot}}"]);
  return [labFolder, cacheFolder, ...(podman.code === 0 ? [podman.stdout.trim()] : [])];
}

/**
 * Warns once about each file system with little free space. On a full disk, nodes have DiskPressure and evict their
 * pods, and later failures do not name the cause.
 */
export async function spaceWarnings(folders: readonly string[], at = spaceAt): Promise<string[]> {
  const warned = new Set<number>();
  const warnings: string[] = [];
  for (const folder of folders) {
    const { device, freeGiB } = await at(folder);
    if (freeGiB >= wantedGiB || warned.has(device)) continue;
    warned.add(device);
    warnings.push(
      `warning: ${folder} has ${freeGiB.toFixed(1)} GiB free, and a lab needs ${wantedGiB}: on a full disk, nodes evict pods, and checks fail without naming the cause`,
    );
  }
  return warnings;
}
