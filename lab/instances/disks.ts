import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Inventory, Volume } from "../aws/inventory";
import { files } from "../settings";
import type { Host, HostProvider } from "./provider";

/**
 * Gives hosts their disks other than the root disk: files in the lab's folder. A volume that is mounted on one host is
 * never given to another.
 */
export async function applyDisks({ volumes }: Inventory, provider: HostProvider): Promise<void> {
  for (const id of await knownVolumes()) {
    if (!volumes.some((volume) => volume.id === id)) await removeVolume(id, provider);
  }
  const attached = volumes.filter(({ instanceId }) => instanceId);
  if (attached.length === 0) return;
  const running = (await provider.list()).filter((host) => host.running);
  for (const volume of attached) await place(volume, running, provider);
}

const fileOf = (volumeId: string) => path.join(files.volumes, volumeId);
/** Records to which instance a volume was given last. */
const holderOf = (volumeId: string) => path.join(files.volumes, `${volumeId}.instance`);

async function knownVolumes(): Promise<string[]> {
  const names = existsSync(files.volumes) ? await readdir(files.volumes) : [];
  return names.filter((name) => !name.endsWith(".instance"));
}

async function removeVolume(id: string, provider: HostProvider): Promise<void> {
  await provider.unplug({ volumeId: id, file: fileOf(id) });
  for (const file of [fileOf(id), holderOf(id)]) await rm(file, { force: true });
}

async function place({ id, gib, instanceId }: Volume, running: readonly Host[], provider: HostProvider): Promise<void> {
  const runs = (instance: string | undefined) => running.some((host) => host.instanceId === instance);
  const holder = existsSync(holderOf(id)) ? await readFile(holderOf(id), "utf8") : instanceId;
  if (!runs(instanceId) || (holder !== instanceId && runs(holder))) return;
  const file = fileOf(id);
  await mkdir(files.volumes, { recursive: true });
  if (!existsSync(file)) await writeFile(file, "");
  await truncate(file, gib * 1024 ** 3);
  await writeFile(holderOf(id), instanceId!);
  await provider.plug(instanceId!, { volumeId: id, file });
}
