import path from "node:path";
import { attempt, run } from "../host/shell";
import { files } from "../settings";
import { containerName } from "./container";
import type { Disk } from "./provider";

/** The lab's loop devices by their files. */
export async function loopDevices(): Promise<Map<string, string>> {
  const listed = JSON.parse((await run(["losetup", "--list", "--json"])) || "{}") as {
    loopdevices?: { name: string; "back-file": string | null }[];
  };
  // The kernel still names a file that was removed while in use, with a suffix.
  const own = (listed.loopdevices ?? []).map((it) => [(it["back-file"] ?? "").split(" (")[0]!, it.name] as const);
  return new Map(own.filter(([file]) => file.startsWith(`${files.volumes}/`)));
}

/**
 * Name of a volume's device in its host, as the kernel and udev set it on Nitro (EBS user guide, "Amazon EBS volumes
 * and NVMe").
 */
export function deviceName(volumeId: string): string {
  return `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace("-", "")}`;
}

/** Creates a loop device for a disk, and gives it to an instance's container under Amazon's name. */
export async function plugLoopDevice(instanceId: string, { volumeId, file }: Disk): Promise<void> {
  const known = (await loopDevices()).get(file);
  const device = known ?? (await run(["losetup", "--find", "--show", file])).trim();
  await run(["losetup", "--set-capacity", device]);
  const name = deviceName(volumeId);
  const number = device.replace("/dev/loop", "");
  const make = `[ -b ${name} ] || { mkdir -p ${path.dirname(name)} && mknod ${name} b 7 ${number}; }`;
  await run(["podman", "exec", containerName(instanceId), "sh", "-c", make]);
}

/** Removes a disk's loop device, if it has one. */
export async function unplugLoopDevice({ file }: Disk): Promise<void> {
  const device = (await loopDevices()).get(file);
  if (device) await attempt(["losetup", "--detach", device]);
}
