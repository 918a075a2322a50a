import { isDeepStrictEqual } from "node:util";
import { existsSync } from "node:fs";
import type { ConditionOptions } from "../aws/conditions";
import { type ClusterConfig, readClusterConfig } from "../../lib/config";
import { clear } from "../clear";
import { up } from "../commands/up";
import { hostChoice } from "../instances/providers";
import { missingParts } from "../foundation";
import { files } from "../settings";

/**
 * Brings the lab to what a cluster file says: the cluster that is up, where an apply makes it so without a way back or
 * a machine less, or else a new one.
 * @param conditions how the lab's AWS behaves; what they leave out stays as it is.
 */
export async function bringUp(
  clusterFile: string,
  conditions: ConditionOptions,
  say: (text: string) => void,
): Promise<void> {
  const machines = hostChoice().kind === "machines";
  if (!leadsTo(current(), readClusterConfig(clusterFile).config)) {
    say("the lab has no cluster that could become this one: making a new one");
    await clear();
  }
  await up({ ...conditions, cluster: clusterFile, machines });
}

/** Whether a cluster becomes another one by changes that its users do not notice. */
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
  return readClusterConfig(files.clusterFile).config;
}
