import { LabError } from "../errors";
import type { HostProvider } from "../instances/provider";
import { standing } from "../network/attachment";
import { Dhcp } from "./dhcp";
import { plugDisk, unplugDisk } from "./disk";
import { buildMachineImage, machineSystem } from "./image";
import {
  createMachine,
  cutPowerOfMachine,
  listMachines,
  removeMachine,
  socketOf,
  startMachine,
  stopMachine,
} from "./machine";
import type { Accelerator } from "./qemu";
import { sshScript } from "./ssh-script";
import { attachTap, detachTap, placeOfMachine } from "./tap";

/** Hosts as QEMU machines: a kernel and disks of their own, and a tap device as their network. */
export function machines(accelerator: Accelerator): HostProvider {
  const dhcp = new Dhcp();
  return {
    kind: "machines",
    prepare: buildMachineImage,
    system: async () => machineSystem(),

    attach: attachTap,
    async attached(places) {
      const { links } = await standing();
      const whole = [...places].filter(([id, { link }]) => links.has(link) && placeOfMachine(id));
      return new Set(whole.map(([id]) => id));
    },
    hasPlace: (instanceId) => placeOfMachine(instanceId) !== undefined,
    detach: detachTap,
    serve: (inventory) => dhcp.apply(inventory),

    create: createMachine,
    start: (instanceId) => startMachine(instanceId, accelerator),
    stop: stopMachine,
    cutPower: cutPowerOfMachine,
    remove: removeMachine,
    list: listMachines,

    plug: (instanceId, disk) => plugDisk(socketOf(instanceId), disk),
    async unplug(disk) {
      for (const { instanceId } of (await listMachines()).filter(({ running }) => running)) {
        await unplugDisk(socketOf(instanceId), disk);
      }
    },

    inside: sshScript,
    inNetworkOf(instanceId) {
      throw new LabError(`${instanceId} is a machine: a client of the load can run in a container's network only`);
    },

    // Machines are parts of the lab, whose processes and files `down` finds as it finds all others.
    leftovers: async () => [],
    clear: async () => undefined,
  };
}

