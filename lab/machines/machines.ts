import { LabError } from "../errors";
import type { HostProvider } from "../instances/provider";
import { type Place, standing } from "../network/attachment";
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

/** Hosts as QEMU machines, with a kernel and disks of their own, and a tap device as their network. */
export function machines(accelerator: Accelerator): HostProvider {
  const dhcp = new Dhcp();
  return {
    kind: "machines",
    prepare: buildMachineImage,
    system: async () => machineSystem(),

    attach: attachTap,
    attached: wholePlaces,
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
    unplug: async (instanceId, disk) => !instanceId || unplugDisk(socketOf(instanceId), disk),

    inside: sshScript,
    inNetworkOf: refuseNetwork,

    // Machines are parts of the lab, so `down` finds their processes and files like all others.
    leftovers: async () => [],
    clear: async () => undefined,
  };
}

async function wholePlaces(places: ReadonlyMap<string, Place>): Promise<ReadonlySet<string>> {
  const { links } = await standing();
  const whole = [...places].filter(([id, { link }]) => links.has(link) && placeOfMachine(id));
  return new Set(whole.map(([id]) => id));
}

function refuseNetwork(instanceId: string): never {
  throw new LabError(
    `${instanceId} is a machine, whose network is its own: the load of scenarios needs hosts in containers`,
  );
}
