import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { inNamespace, run } from "../host/shell";
import { buildHostImage, hostSystem } from "../image/build";
import { attach, attached, detach, standing } from "../network/attachment";
import { namespaceExists } from "../network/namespaces";
import { files } from "../settings";
import {
  containerName,
  createContainer,
  listContainers,
  listVolumes,
  removeContainer,
  removeVolumes,
  startContainer,
  stopContainer,
} from "./container";
import { loopDevices, plugLoopDevice, unplugLoopDevice } from "./loop-devices";
import type { End, Host, HostProvider } from "./provider";

/** systemd's exit status when a guest reboots itself in a process namespace of its own. */
const rebootExitCode = 129;

/** Marks a container whose power was cut: its exit code is that of any killed process. */
const powerCutMark = (instanceId: string) => path.join(files.instances, instanceId, "power-cut");

/** Hosts as podman containers, each in a network namespace of its own. */
export const containers: HostProvider = {
  kind: "containers",
  prepare: buildHostImage,
  system: hostSystem,

  attach: (instanceId, place) => attach({ ...place, namespace: containerName(instanceId) }),
  async attached(places) {
    const seen = await standing();
    const whole = [...places].filter(([id, place]) => attached({ ...place, namespace: containerName(id) }, seen));
    return new Set(whole.map(([id]) => id));
  },
  hasPlace: (instanceId) => namespaceExists(containerName(instanceId)),
  detach: (instanceId) => detach(containerName(instanceId)),
  serve: async () => undefined, // a container's interface is configured from outside

  create: createContainer,
  async start(instanceId) {
    await rm(powerCutMark(instanceId), { force: true });
    await startContainer(instanceId);
  },
  stop: stopContainer,
  async cutPower(instanceId) {
    await writeFile(powerCutMark(instanceId), "");
    await run(["podman", "kill", "--signal", "KILL", containerName(instanceId)]);
  },
  remove: removeContainer,
  async list() {
    return (await listContainers()).map(({ exitCode, ...it }): Host => ({
      ...it,
      end: endOf(it.instanceId, exitCode),
    }));
  },

  plug: plugLoopDevice,
  unplug: unplugLoopDevice,

  inside: async (instanceId, script) => [
    ...["podman", "exec", "--interactive", containerName(instanceId)],
    ...["bash", "-c", script],
  ],
  inNetworkOf: (instanceId) => inNamespace(containerName(instanceId), []),

  async leftovers() {
    return [
      ...(await listContainers()).map((it) => `container of ${it.instanceId}`),
      ...(await listVolumes()).map((name) => `volume ${name}`),
      ...[...(await loopDevices()).values()].map((device) => `loop device ${device}`),
    ];
  },
  async clear() {
    await Promise.all((await listContainers()).map((it) => removeContainer(it.instanceId)));
    await removeVolumes(await listVolumes());
    for (const device of (await loopDevices()).values()) await run(["losetup", "--detach", device]);
  },
};

function endOf(instanceId: string, exitCode: number): End {
  if (existsSync(powerCutMark(instanceId))) return "power cut";
  return exitCode === rebootExitCode ? "reboot" : "shutdown";
}
