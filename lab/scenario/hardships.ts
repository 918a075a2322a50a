import { ports } from "../../lib/contract/paths";
import { attempt, run } from "../host/shell";
import { hostProvider } from "../instances/providers";
import { LabError } from "../errors";
import { namespaces } from "../settings";
import { readStatus } from "../status";

const tableOf = (link: string) => `cut_${link.replaceAll("-", "_")}`;

/** Rules of the fabric with which the host at a link receives packets, but cannot send any. */
export function cutRules(link: string): string {
  const chain = (name: string, hook: string, match: string) =>
    `chain ${name} { type filter hook ${hook} priority -400; ${match} "${link}" drop; }`;
  const chains = [chain("in", "prerouting", "iifname"), chain("out", "postrouting", "oifname")];
  return [`table inet ${tableOf(link)} {`, ...chains, "}", ""].join("\n");
}

/** Cuts the network of an instance, like a broken switch: the instance keeps running. */
export async function cutNetwork(instance: string): Promise<void> {
  await run(["nft", "-f", "-"], { namespace: namespaces.cloud, input: cutRules(linkOf(instance)) });
}

/** Restores the network of an instance. */
export async function mendNetwork(instance: string): Promise<void> {
  await attempt(["nft", "delete", "table", "inet", tableOf(linkOf(instance))], { namespace: namespaces.cloud });
}

function linkOf(instance: string): string {
  const found = readStatus()?.instances.find(({ id }) => id === instance);
  if (!found) throw new LabError(`instance ${instance} is not among the lab's instances`);
  return found.link;
}

/** Makes the disk below a folder of an instance look full to programs that write there. */
export async function fillDisk(instance: string, folder: string): Promise<void> {
  const script = `mkdir -p ${folder}; mount -t tmpfs -o size=64k tmpfs ${folder}`;
  await inside(instance, script);
}

/** Makes space on that disk again. */
export async function freeDisk(instance: string, folder: string): Promise<void> {
  await attempt(await hostProvider().inside(instance, `umount ${folder}`));
}

/** Reboots an instance from inside. */
export async function reboot(instance: string): Promise<void> {
  await inside(instance, "systemctl reboot");
}

const silenceOf = (link: string) => `silence_${link.replaceAll("-", "_")}`;

/** Rules of the fabric that drop all packets from and to the API server of the host at a link. */
export function silenceRules(link: string): string {
  const match = `tcp dport ${ports.apiServer} oifname "${link}" drop; tcp sport ${ports.apiServer} iifname "${link}" drop;`;
  const chain = `chain pass { type filter hook forward priority -400; ${match} }`;
  return [`table inet ${silenceOf(link)} {`, chain, "}", ""].join("\n");
}

/** Makes a master's API server silent for other hosts: packets from and to it are lost. */
export async function cutApiServer(instance: string): Promise<void> {
  await run(["nft", "-f", "-"], { namespace: namespaces.cloud, input: silenceRules(linkOf(instance)) });
}

/** Stops the process of a master's API server, as if it waited for its disk: connections stay open. */
export async function hangApiServer(instance: string): Promise<void> {
  await inside(instance, "systemctl kill --signal=STOP kube-apiserver");
}

/** Kills a master's API server permanently. */
export async function breakApiServer(instance: string): Promise<void> {
  await inside(
    instance,
    "systemctl mask --runtime --quiet kube-apiserver; systemctl kill --signal=KILL kube-apiserver",
  );
}

/** Restarts a master's API server without waiting for it. */
export async function restartApiServer(instance: string): Promise<void> {
  await inside(instance, "systemctl restart --no-block kube-apiserver");
}

/** Undoes everything that was done to a master's API server. */
export async function mendApiServer(instance: string): Promise<void> {
  await attempt(["nft", "delete", "table", "inet", silenceOf(linkOf(instance))], { namespace: namespaces.cloud });
  await inside(
    instance,
    "systemctl unmask --runtime --quiet kube-apiserver; systemctl kill --signal=CONT kube-apiserver",
  );
  await inside(instance, "systemctl start --no-block kube-apiserver");
}

async function inside(instance: string, script: string): Promise<void> {
  await run(await hostProvider().inside(instance, script));
}
