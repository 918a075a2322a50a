import { attempt, run } from "../host/shell";
import { hostProvider } from "../instances/providers";
import { LabError } from "../errors";
import { namespaces } from "../settings";
import { readStatus } from "../status";

const tableOf = (link: string) => `cut_${link.replaceAll("-", "_")}`;

/** Rules of the fabric by which the host at a link hears and says nothing. */
export function cutRules(link: string): string {
  const chain = (name: string, hook: string, match: string) =>
    `chain ${name} { type filter hook ${hook} priority -400; ${match} "${link}" drop; }`;
  const chains = [chain("in", "prerouting", "iifname"), chain("out", "postrouting", "oifname")];
  return [`table inet ${tableOf(link)} {`, ...chains, "}", ""].join("\n");
}

/** Cuts the network of an instance, as a broken switch would: it lives on. */
export async function cutNetwork(instance: string): Promise<void> {
  await run(["nft", "-f", "-"], { namespace: namespaces.cloud, input: cutRules(linkOf(instance)) });
}

/** Mends it. */
export async function mendNetwork(instance: string): Promise<void> {
  await attempt(["nft", "delete", "table", "inet", tableOf(linkOf(instance))], { namespace: namespaces.cloud });
}

function linkOf(instance: string): string {
  const found = readStatus()?.instances.find(({ id }) => id === instance);
  if (!found) throw new LabError(`instance ${instance} is not among the lab's instances`);
  return found.link;
}

/** Lets the disk below a folder of an instance be full, as far as a program that writes there can tell. */
export async function fillDisk(instance: string, folder: string): Promise<void> {
  const script = `mkdir -p ${folder}; mount -t tmpfs -o size=64k tmpfs ${folder}`;
  await run(await hostProvider().inside(instance, script));
}

/** Frees it. */
export async function freeDisk(instance: string, folder: string): Promise<void> {
  await attempt(await hostProvider().inside(instance, `umount ${folder}`));
}

/** Reboots an instance from inside. */
export async function reboot(instance: string): Promise<void> {
  await run(await hostProvider().inside(instance, "systemctl reboot"));
}
