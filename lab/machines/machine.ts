import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../errors";
import { killPart, leaderOf, startPart } from "../host/parts";
import { sleep } from "../../lib/processes";
import { logFile, run } from "../host/shell";
import type { Host, HostSpec } from "../instances/provider";
import { files, namespaces } from "../settings";
import { machineImage } from "./image";
import { type Accelerator, machineArguments, qemuProgram } from "./qemu";
import { qmp } from "./qmp";
import { placeOfMachine } from "./tap";

/** Seconds that a machine may take to shut down before its power is cut. EC2 waits for some minutes too. */
const shutdownLimit = 240;

const fileOf = (instanceId: string, name: string) => path.join(files.instances, instanceId, name);
const diskOf = (instanceId: string) => fileOf(instanceId, "root.img");
const specOf = (instanceId: string) => fileOf(instanceId, "machine.json");
/** Marks a machine whose power was cut. */
const powerCutMark = (instanceId: string) => fileOf(instanceId, "power-cut");
const partOf = (instanceId: string) => `machine-${instanceId}`;

/** Socket of QEMU's control protocol for a machine. */
export const socketOf = (instanceId: string) => fileOf(instanceId, "qmp");

/** Creates a machine with its root disk, switched off. */
export async function createMachine(spec: HostSpec): Promise<void> {
  const { instanceId, rootGib } = spec;
  await mkdir(path.dirname(diskOf(instanceId)), { recursive: true });
  await run(["cp", "--reflink=auto", "--sparse=always", machineImage().disk, `${diskOf(instanceId)}.new`]);
  await truncate(`${diskOf(instanceId)}.new`, rootGib * 1024 ** 3);
  await writeFile(specOf(instanceId), JSON.stringify(spec));
  await run(["mv", `${diskOf(instanceId)}.new`, diskOf(instanceId)]);
}

/** Starts a machine, and returns when QEMU runs it. */
export async function startMachine(instanceId: string, accelerator: Accelerator): Promise<void> {
  const { vcpus, memoryMib } = JSON.parse(readFileSync(specOf(instanceId), "utf8")) as HostSpec;
  const place = placeOfMachine(instanceId);
  if (!place?.mac) throw new LabError(`machine ${instanceId} has no place on the fabric`);
  await rm(powerCutMark(instanceId), { force: true });
  const { kernel, initrd } = machineImage();
  const args = machineArguments(
    {
      ...{ instanceId, memoryMib, kernel, initrd, link: place.link, mac: place.mac },
      // Emulated processors share the real ones: more of them than needed make the guest slower.
      vcpus: accelerator === "kvm" ? vcpus : 1,
      disk: diskOf(instanceId),
      socket: socketOf(instanceId),
      console: fileOf(instanceId, "console.log"),
    },
    accelerator,
  );
  startPart(partOf(instanceId), [qemuProgram, ...args], { namespace: namespaces.cloud });
  await untilQemuAnswers(instanceId);
}

/** Shuts a machine down with its power button, and cuts the power if that takes too long. */
export async function stopMachine(instanceId: string): Promise<void> {
  for (let waited = 0; machineRuns(instanceId) && waited < shutdownLimit; waited++) {
    // A guest that is still booting ignores the first press.
    if (waited % 10 === 0) await qmp(socketOf(instanceId), { execute: "system_powerdown" }).catch(() => undefined);
    await sleep(1000);
  }
  await endMachine(instanceId);
}

/** Cuts the power of a machine: what its kernel has not written is lost. */
export async function cutPowerOfMachine(instanceId: string): Promise<void> {
  await writeFile(powerCutMark(instanceId), "");
  await endMachine(instanceId);
}

/** Removes a machine at once, with its root disk. */
export async function removeMachine(instanceId: string): Promise<void> {
  await endMachine(instanceId);
  for (const file of [diskOf(instanceId), specOf(instanceId), powerCutMark(instanceId), socketOf(instanceId)]) {
    await rm(file, { force: true });
  }
}

/** The lab's machines, running or not. A guest's own reboot does not end QEMU. */
export async function listMachines(): Promise<Host[]> {
  const ids = existsSync(files.instances) ? await readdir(files.instances) : [];
  return ids
    .filter((id) => existsSync(diskOf(id)))
    .map((instanceId) => {
      const pid = leaderOf(partOf(instanceId)) ?? 0;
      const end = existsSync(powerCutMark(instanceId)) ? "power cut" : "shutdown";
      return { instanceId, running: pid !== 0, pid, end };
    });
}

/** Whether a machine is switched on. */
export function machineRuns(instanceId: string): boolean {
  return leaderOf(partOf(instanceId)) !== undefined;
}

async function endMachine(instanceId: string): Promise<void> {
  if (machineRuns(instanceId)) killPart(partOf(instanceId));
  for (let waited = 0; machineRuns(instanceId) && waited < 100; waited++) await sleep(100);
}

async function untilQemuAnswers(instanceId: string): Promise<void> {
  for (let waited = 0; waited < 300; waited++) {
    const answered = await qmp(socketOf(instanceId), { execute: "query-status" }).catch(() => undefined);
    if (answered) return;
    if (!machineRuns(instanceId)) break;
    await sleep(100);
  }
  throw new LabError(`QEMU did not start machine ${instanceId}; ${logFile(partOf(instanceId))} says why`);
}
