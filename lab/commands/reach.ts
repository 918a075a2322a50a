import { LabError } from "../errors";
import { interact } from "../host/shell";
import { loginArguments, privateFolder } from "../login";
import { type InstanceStatus, readStatus } from "../status";
import { asOperator } from "../terraform";
import { labSite } from "../site";

/** Runs kubectl of the cluster's version as the operator, with the admin's kubeconfig. Returns the exit code. */
export async function kubectl(args: readonly string[]): Promise<number> {
  return interact([...(await kubectlCommand()), ...args]);
}

/** The command line of kubectl up to its own arguments. */
export async function kubectlCommand(): Promise<readonly string[]> {
  return (await labSite(privateFolder())).kubectl;
}

/** Logs in to a node, or runs a command there. Works as soon as the node has booted. Returns the exit code. */
export async function ssh(node: string | undefined, command: readonly string[]): Promise<number> {
  const instance = findInstance(node);
  const terminal = process.stdin.isTTY && command.length === 0 ? ["-t"] : [];
  return interact(asOperator(["ssh", ...terminal, ...(await loginArguments(instance)), ...command]));
}

/**
 * The running instance of a node.
 * @throws LabError that lists the nodes, if none has that name.
 */
export function findInstance(node: string | undefined): InstanceStatus {
  const all = (readStatus()?.instances ?? []).filter((it) => it.state === "running");
  const found = all.filter((it) => node && (it.name === node || it.id === node || it.name.endsWith(`-${node}`)));
  if (found.length === 1) return found[0]!;
  const known = all.map((it) => it.name).join(", ");
  throw new LabError(`${node ? `no running node ${node}` : "name a node"}: ${known || "there are none"}`);
}
