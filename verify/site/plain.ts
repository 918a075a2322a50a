import { readClusterFile } from "../../components/derived/cluster-file";
import { planCluster } from "../../lib/cluster";
import { execute } from "./execute";
import { readOutputs } from "./outputs";
import { writePrivate } from "./private-file";
import type { Site } from "./site";
import { loginOf } from "./ssh-login";

/** What is known about a cluster outside the lab. */
export interface PlainOptions {
  /** Of an administrator. @default the output of its stack */
  readonly kubeconfig?: string;
  /** Folder in which its stack was applied. The state lists its machines, and may have their SSH key. */
  readonly stack?: string;
  /** Its cluster file. */
  readonly cluster?: string;
}

/**
 * A cluster anywhere, reached from this machine with the installed programs.
 * @param folder for files of this run
 * @param options at least a kubeconfig or a stack
 */
export async function plainSite(folder: string, options: PlainOptions): Promise<Site> {
  const plan = options.cluster ? planCluster(readClusterFile(options.cluster).config) : undefined;
  const { stack } = options;
  const outputs = stack ? await readOutputs(["terraform"], stack) : undefined;
  const kubeconfig = options.kubeconfig ?? (await writePrivate(folder, "kubeconfig", outputs!.adminKubeconfig));
  return {
    name: options.kubeconfig ?? stack!,
    kubectl: ["kubectl", "--kubeconfig", kubeconfig],
    asOperator: (command) => [...command],
    folder,
    plan,
    outputs,
    login: await loginOf(folder, plan, outputs),
    stack: stack
      ? {
          folder: stack,
          terraform: (args, given) => execute(["terraform", ...args], { ...given, cwd: stack }),
          logs: [],
        }
      : undefined,
  };
}
