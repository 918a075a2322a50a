import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { planCluster } from "../lib/cluster";
import { readClusterConfig } from "../lib/config";
import { LabError } from "./errors";
import { files } from "./settings";
import type { InstanceStatus } from "./status";
import { generatedSshKey } from "./terraform";
import { sshArguments } from "../verify/site/ssh";
import { loginOf } from "../verify/site/ssh-login";

/** A stack puts nothing out before its first apply has come to its end, and logging in must work before. */
const noOutputs = { loadBalancerName: "", masters: [], workers: [], adminKubeconfig: "" };

/**
 * Arguments of ssh that log in to an instance, short of what to do there. They work as soon as it has booted.
 * @throws LabError when there is no lab, or no key.
 */
export async function loginArguments(instance: InstanceStatus): Promise<string[]> {
  const plan = existsSync(files.clusterFile) ? planCluster(readClusterConfig(files.clusterFile).config) : undefined;
  const login = await loginOf(privateFolder(), plan, { ...noOutputs, sshPrivateKey: await generatedSshKey() });
  if (!login) throw new LabError("neither Terraform's state nor the cluster file has a key for SSH");
  return sshArguments(login, { ...instance, node: instance.name, publicAddress: instance.publicAddress ?? "" });
}

/**
 * Folder for the operator's secrets.
 * @throws LabError when there is no lab.
 */
export function privateFolder(): string {
  if (!existsSync(files.run)) throw new LabError("there is no lab on this machine: `npm run lab -- up` brings one up");
  const folder = path.join(files.run, "operator");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
