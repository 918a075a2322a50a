import { attempt, run } from "../host/shell";
import { containerName } from "../instances/container";
import { interfaceName } from "../network/attachment";

const table = "groundup_lab_cut";

/** Rules by which a host hears and says nothing. */
export function cutRules(): string {
  const chain = (name: string, hook: string, match: string) =>
    `chain ${name} { type filter hook ${hook} priority -400; ${match} "${interfaceName}" drop; }`;
  const chains = [chain("in", "prerouting", "iifname"), chain("out", "postrouting", "oifname")];
  return [`table inet ${table} {`, ...chains, "}", ""].join("\n");
}

/** Cuts the network of an instance, as a broken switch would: it lives on. */
export async function cutNetwork(instance: string): Promise<void> {
  await run(["nft", "-f", "-"], { namespace: containerName(instance), input: cutRules() });
}

/** Mends it. */
export async function mendNetwork(instance: string): Promise<void> {
  await attempt(["nft", "delete", "table", "inet", table], { namespace: containerName(instance) });
}

/** Lets the disk below a folder of an instance be full, as far as a program that writes there can tell. */
export async function fillDisk(instance: string, folder: string): Promise<void> {
  const script = `mkdir -p ${folder}; mount -t tmpfs -o size=64k tmpfs ${folder}`;
  await run(["podman", "exec", containerName(instance), "bash", "-c", script]);
}

/** Frees it. */
export async function freeDisk(instance: string, folder: string): Promise<void> {
  await attempt(["podman", "exec", containerName(instance), "umount", folder]);
}

/** Reboots an instance from inside. */
export async function reboot(instance: string): Promise<void> {
  await run(["podman", "exec", containerName(instance), "systemctl", "reboot"]);
}
