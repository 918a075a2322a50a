import { isDeepStrictEqual } from "node:util";
import { existsSync } from "node:fs";
import { checkClusterObject, readClusterFile } from "../../components/derived/cluster-file";
import type { ConditionOptions } from "../aws/conditions";
import type { ClusterConfig } from "../../lib/config";
import { clear } from "../clear";
import { up } from "../commands/up";
import { derive } from "../cluster/synthesize";
import { hostChoice } from "../instances/providers";
import { missingParts } from "../foundation";
import { files, projectRoot } from "../settings";

/**
 * Brings the lab to the state of a cluster file. Changes the running cluster if one apply can do so without a downgrade
 * and without losing a machine; otherwise creates a new one.
 * @param conditions how the lab's AWS behaves. Missing ones stay unchanged.
 */
export async function bringUp(
  clusterFile: string,
  conditions: ConditionOptions,
  say: (text: string) => void,
): Promise<void> {
  const machines = hostChoice().kind === "machines";
  if (!leadsTo(current(), readClusterFile(clusterFile).config)) {
    say("the lab's cluster cannot become this one: creating a new one");
    await clear();
  }
  await up({ ...conditions, cluster: clusterFile, machines });
}

/** Whether the lab's cluster is the cluster of a cluster file. */
export async function isUp(clusterFile: string): Promise<boolean> {
  const { config } = checkClusterObject(await derive(clusterFile), { folder: projectRoot, rules: [] });
  return isDeepStrictEqual(current(), config);
}

/** Whether a cluster can become another one by changes that its users do not notice. */
export function leadsTo(from: ClusterConfig | undefined, to: ClusterConfig): boolean {
  if (!from) return false;
  const fixed = ({ name, region, network, architecture, ssh, kubernetes, masters, ...others }: ClusterConfig) => ({
    ...{ name, region, network, architecture, ssh, kubernetes, masters, encryption: others.encryption },
    generations: others.certificates.generations,
  });
  return isDeepStrictEqual(fixed(from), fixed(to)) && from.workers.count <= to.workers.count;
}

function current(): ClusterConfig | undefined {
  if (!existsSync(files.clusterFile) || missingParts().length > 0) return undefined;
  return readClusterFile(files.clusterFile).config;
}
