import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Inventory, Volume } from "../aws/inventory";
import { attempt, run } from "../host/shell";
import { files } from "../settings";
import { type Container, containerName, listContainers } from "./container";

/**
 * Disks besides the root disk: files in the lab's folder, as loop devices, which a host finds under the name that the
 * kernel and udev give a volume on Nitro (EBS user guide, "Amazon EBS volumes and NVMe"). A volume that is mounted
 * somewhere is never given to another host.
 */
export async function applyDisks({ volumes }: Inventory): Promise<void> {
  const attached = volumes.filter(({ instanceId }) => instanceId);
  const known = await loopDevices();
  for (const [file, device] of known) {
    if (volumes.some(({ id }) => fileOf(id) === file)) continue;
    await attempt(["losetup", "--detach", device]);
    await rm(file, { force: true });
  }
  if (attached.length === 0) return;
  const running = (await listContainers()).filter((container) => container.running);
  for (const volume of attached) await place(volume, running, known);
}

/** The lab's loop devices by their files. */
export async function loopDevices(): Promise<Map<string, string>> {
  const listed = JSON.parse((await run(["losetup", "--list", "--json"])) || "{}") as {
    loopdevices?: { name: string; "back-file": string | null }[];
  };
  // A file that was removed under its device is still named, with a remark behind it.
  const own = (listed.loopdevices ?? []).map((it) => [(it["back-file"] ?? "").split(" (")[0]!, it.name] as const);
  return new Map(own.filter(([file]) => file.startsWith(`${files.volumes}/`)));
}

/** Name of a volume's device in its host. */
export function deviceName(volumeId: string): string {
  return `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace("-", "")}`;
}

const fileOf = (volumeId: string) => path.join(files.volumes, volumeId);
const holderOf = (volumeId: string) => path.join(files.volumes, `${volumeId}.instance`);

async function place(
  { id, gib, instanceId }: Volume,
  running: readonly Container[],
  known: ReadonlyMap<string, string>,
): Promise<void> {
  const runs = (instance: string | undefined) => running.some((container) => container.instanceId === instance);
  const holder = existsSync(holderOf(id)) ? readFileSync(holderOf(id), "utf8") : instanceId;
  if (!runs(instanceId) || (holder !== instanceId && runs(holder))) return;
  const file = fileOf(id);
  await mkdir(files.volumes, { recursive: true });
  if (!existsSync(file)) await writeFile(file, "");
  await truncate(file, gib * 1024 ** 3);
  const device = known.get(file) ?? (await run(["losetup", "--find", "--show", file])).trim();
  await run(["losetup", "--set-capacity", device]);
  await writeFile(holderOf(id), instanceId!);
  const name = deviceName(id);
  const number = device.replace("/dev/loop", "");
  const make = `[ -b ${name} ] || { mkdir -p ${path.dirname(name)} && mknod ${name} b 7 ${number}; }`;
  await run(["podman", "exec", containerName(instanceId!), "sh", "-c", make]);
}
