import { constants } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { attempt, run } from "../host/shell";
import { files } from "../settings";
import { containerName } from "./container";
import { deviceName } from "./device-name";
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

/**
 * Removes a disk's loop device, and its name in the container of an instance. Returns false, and removes nothing, while
 * the device is mounted anywhere on this machine.
 */
export async function unplugLoopDevice(instanceId: string | undefined, { volumeId, file }: Disk): Promise<boolean> {
  const device = (await loopDevices()).get(file);
  if (device && (await mounted(device))) return false;
  if (instanceId) await attempt(["podman", "exec", containerName(instanceId), "rm", "-f", deviceName(volumeId)]);
  if (device) await attempt(["losetup", "--detach", device]);
  return true;
}

/** Whether a block device is mounted. The kernel then lets nobody else open it exclusively. */
async function mounted(device: string): Promise<boolean> {
  try {
    await (await open(device, constants.O_RDONLY | constants.O_EXCL)).close();
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EBUSY") return true;
    throw error;
  }
}
