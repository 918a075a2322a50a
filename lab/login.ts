import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { readClusterFile } from "../components/derived/cluster-file";
import { planCluster } from "../lib/cluster";
import { LabError } from "./errors";
import { files } from "./settings";
import type { InstanceStatus } from "./status";
import { generatedSshKey } from "./terraform";
import { sshArguments } from "../verify/site/ssh";
import { loginOf } from "../verify/site/ssh-login";

/** A stack has no outputs before its first apply is complete, but login must work before. */
const noOutputs = { loadBalancerName: "", masters: [], workers: [], adminKubeconfig: "" };

/**
 * Arguments of ssh for a login to an instance, without a command. They work as soon as the instance has booted.
 * @throws LabError if there is no lab, or no key.
 */
export async function loginArguments(instance: InstanceStatus): Promise<string[]> {
  const plan = existsSync(files.clusterFile) ? planCluster(readClusterFile(files.clusterFile).config) : undefined;
  const login = await loginOf(privateFolder(), plan, { ...noOutputs, sshPrivateKey: await generatedSshKey() });
  if (!login) throw new LabError("neither Terraform's state nor the cluster file has a key for SSH");
  return sshArguments(login, { ...instance, node: instance.name, publicAddress: instance.publicAddress ?? "" });
}

/**
 * Folder for the operator's secrets.
 * @throws LabError if there is no lab.
 */
export function privateFolder(): string {
  if (!existsSync(files.run)) throw new LabError("there is no lab on this machine: `npm run lab -- up` creates one");
  const folder = path.join(files.run, "operator");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
