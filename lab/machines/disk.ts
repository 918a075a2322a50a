import { stat } from "node:fs/promises";
import type { Disk } from "../instances/provider";
import { qmp } from "./qmp";

interface BlockNode {
  readonly "node-name"?: string;
  readonly image: { readonly "virtual-size": number };
}

/** Plugs a disk into a running machine, or tells the machine of the disk's new size. */
export async function plugDisk(socket: string, { volumeId, file }: Disk): Promise<void> {
  const { size } = await stat(file);
  const known = await findNode(socket, volumeId);
  if (!known) {
    const serial = volumeId.replace("-", ""); // as in EBS, without the hyphen: 20 characters, a virtio disk's maximum
    await qmp(
      socket,
      {
        execute: "blockdev-add",
        arguments: { driver: "raw", "node-name": volumeId, file: { driver: "file", filename: file } },
      },
      {
        execute: "device_add",
        arguments: { driver: "virtio-blk-pci", id: deviceOf(volumeId), drive: volumeId, serial },
      },
    );
  } else if (known.image["virtual-size"] !== size) {
    await qmp(socket, { execute: "block_resize", arguments: { "node-name": volumeId, size } });
  }
}

/**
 * Takes a disk out of a running machine. Returns false until the machine has let go of it: the guest's kernel answers
 * after a moment, and QEMU then forgets the device.
 */
export async function unplugDisk(socket: string, { volumeId }: Disk): Promise<boolean> {
  if (!(await findNode(socket, volumeId))) return true;
  const done = (execute: string, argument: Readonly<Record<string, unknown>>) =>
    qmp(socket, { execute, arguments: argument }).then(
      () => true,
      () => false,
    );
  await done("device_del", { id: deviceOf(volumeId) });
  return done("blockdev-del", { "node-name": volumeId });
}

const deviceOf = (volumeId: string) => `device-${volumeId}`;

async function findNode(socket: string, volumeId: string): Promise<BlockNode | undefined> {
  const [nodes] = (await qmp(socket, { execute: "query-named-block-nodes" })) as [BlockNode[]];
  return nodes.find((node) => node["node-name"] === volumeId);
}
