import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { planCluster } from "../../lib/cluster";
import { readClusterConfig } from "../../lib/config";
import { LabError } from "../errors";
import { interact } from "../host/shell";
import { files } from "../settings";
import { type InstanceStatus, readStatus } from "../status";
import { asOperator, generatedSshKey } from "../terraform";
import { labSite } from "../verify/site/lab";
import { sshArguments } from "../verify/site/ssh";
import { loginOf } from "../verify/site/ssh-login";

/** A stack puts nothing out before its first apply has come to its end, and logging in must work before. */
const noOutputs = { loadBalancerName: "", masters: [], workers: [], adminKubeconfig: "" };

/** Runs kubectl of the cluster's version as the operator, with the admin's kubeconfig; returns its exit code. */
export async function kubectl(args: readonly string[]): Promise<number> {
  return interact([...(await kubectlCommand()), ...args]);
}

/** The command line of kubectl up to its own arguments. */
export async function kubectlCommand(): Promise<readonly string[]> {
  return (await labSite(privateFolder())).kubectl;
}

/** Logs in to a node, or runs a command there; works as soon as it has booted. Returns the exit code. */
export async function ssh(node: string | undefined, command: readonly string[]): Promise<number> {
  const instance = findInstance(node);
  const plan = existsSync(files.clusterFile) ? planCluster(readClusterConfig(files.clusterFile).config) : undefined;
  const login = await loginOf(privateFolder(), plan, { ...noOutputs, sshPrivateKey: await generatedSshKey() });
  if (!login) throw new LabError("neither Terraform's state nor the cluster file has a key for SSH");
  const machine = { ...instance, node: instance.name, publicAddress: instance.publicAddress ?? "" };
  const terminal = process.stdin.isTTY && command.length === 0 ? ["-t"] : [];
  return interact(asOperator(["ssh", ...terminal, ...sshArguments(login, machine), ...command]));
}

function findInstance(node: string | undefined): InstanceStatus {
  const all = (readStatus()?.instances ?? []).filter((it) => it.state === "running");
  const found = all.filter((it) => node && (it.name === node || it.id === node || it.name.endsWith(`-${node}`)));
  if (found.length === 1) return found[0]!;
  const known = all.map((it) => it.name).join(", ");
  throw new LabError(`${node ? `no running node ${node}` : "name a node"}: ${known || "there are none"}`);
}

function privateFolder(): string {
  if (!existsSync(files.run)) throw new LabError("there is no lab on this machine: `npm run lab -- up` brings one up");
  const folder = path.join(files.run, "operator");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
