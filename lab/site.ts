import { accessSync, constants, existsSync } from "node:fs";
import { chmod, copyFile } from "node:fs/promises";
import path from "node:path";
import { readClusterFile } from "../components/derived/cluster-file";
import { releaseUrl } from "../lib/artifacts";
import { type Cluster, planCluster } from "../lib/cluster";
import { LabError } from "./errors";
import { downloads } from "./mirror/log";
import { ownMirror, releasedFolder } from "./mirror/server";
import { logFile } from "./host/shell";
import { addresses, files } from "./settings";
import { readStatus } from "./status";
import { asOperator, terraformEnvironment } from "./terraform";
import { execute } from "../verify/site/execute";
import { readOutputs } from "../verify/site/outputs";
import { writePrivate } from "../verify/site/private-file";
import type { Site } from "../verify/site/site";
import { loginOf } from "../verify/site/ssh-login";

/**
 * The cluster in the lab.
 * @throws LabError if there is none.
 */
export async function labSite(folder: string): Promise<Site> {
  if (!existsSync(files.clusterFile) || !existsSync(files.stack)) {
    throw new LabError(
      "there is no lab on this machine: `npm run lab -- up` creates one; `npm run verify` checks a cluster elsewhere",
    );
  }
  const plan = planCluster(readClusterFile(files.clusterFile).config);
  const outputs = await readOutputs(asOperator(["terraform"]), files.stack, terraformEnvironment);
  const kubeconfig = await writePrivate(folder, "kubeconfig", outputs.adminKubeconfig);
  return {
    name: `${plan.config.name} in the lab`,
    kubectl: asOperator([await kubectlProgram(plan, folder), "--kubeconfig", kubeconfig]),
    asOperator,
    folder,
    plan,
    outputs,
    login: await loginOf(folder, plan, outputs),
    stack: {
      folder: files.stack,
      terraform: (args, options) =>
        execute(asOperator(["terraform", ...args]), { ...options, cwd: files.stack, env: terraformEnvironment }),
      logs: [logFile("terraform")],
    },
    scanned: { stranger: addresses.stranger, loadBalancers: readStatus()?.loadBalancers ?? [] },
    targets: () => readStatus()?.targets ?? [],
    downloads,
  };
}

/** The cluster's own version of kubectl, from the mirror. */
export async function kubectlProgram({ config, release }: Cluster, folder: string): Promise<string> {
  const url = new URL(releaseUrl.kubernetes(release.kubernetes, config.architecture, "kubectl"));
  const found = [releasedFolder(), ownMirror].map((it) => path.join(it, url.host, url.pathname)).find(existsSync);
  if (!found) throw new LabError(`the mirror has no ${url.href}, with which the cluster was created`);
  if (executable(found)) return found;
  const program = path.join(folder, "kubectl");
  await copyFile(found, program);
  await chmod(program, 0o755);
  return program;
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
