import { resources } from "../lib/contract/addresses";
import { changeOf, goes, isThere, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import type { NodeChange } from "./nodes";
import { asValues, type Change } from "./plan";

/** Findings about changes of remaining machines and disks that do not recover by themselves. */
export function machineDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  return [
    ...stoppedNodes(nodes),
    ...cluster.changes.filter(({ action }) => action === "update").flatMap(shrinking),
    ...cluster.changes.flatMap(openMetadata),
    ...endOfCluster(cluster),
  ];
}

function stoppedNodes(nodes: readonly NodeChange[]): Finding[] {
  const stopped = nodes.filter(({ what }) => what === "stopped").map(({ name }) => name);
  if (stopped.length === 0) return [];
  const says = `${stopped.join(", ")}: the instance is stopped and stays, and nothing in this plan starts it again`;
  return [stopping("stop-machine", says)];
}

/** Sizes of disks, by attribute. */
const sizes: Readonly<Record<string, (values: Change["before"]) => unknown>> = {
  "aws_instance root_block_device": ({ root_block_device: disks }) =>
    asValues(Array.isArray(disks) ? disks[0] : undefined).volume_size,
  "aws_ebs_volume size": ({ size }) => size,
};

/**
 * Findings about shrinking volumes. EC2 can only enlarge a volume.
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/modify-volume-requirements.html
 */
function shrinking({ address, type, before, after, differing }: Change): Finding[] {
  return differing.flatMap((attribute) => {
    const size = sizes[`${type} ${attribute}`];
    if (!size) return [];
    const [old, planned] = [size(before), size(after)];
    if (typeof old !== "number" || typeof planned !== "number")
      return [stopping("unknown-values", `${address}: the plan does not show the size of its disk before and after`)];
    if (planned >= old) return [];
    const says = `${address}: its disk shrinks from ${old} to ${planned} GiB. EC2 refuses this, so the apply fails. Set the old size again, or replace the node`;
    return [stopping("shrink-volume", says)];
  });
}

/**
 * Findings about metadata services without tokens. Without a token, a forged request is enough to read an instance's
 * credentials.
 */
function openMetadata({ address, type, action, before, after, differing }: Change): Finding[] {
  const made = action === "create" || action === "replace";
  const changes = action === "update" && differing.includes("metadata_options");
  if (type !== "aws_instance" || !(made || changes)) return [];
  const [old, planned] = [tokens(before), tokens(after)];
  if (planned === "required") return [];
  if (planned === undefined)
    return [stopping("unknown-values", `${address}: the plan does not show who may read its metadata`)];
  if (!made && old === planned) return [];
  return [
    stopping("weaken-metadata", `${address}: its metadata can be read without a token (http_tokens: ${planned})`),
  ];
}

function tokens({ metadata_options: options }: Change["before"]): string | undefined {
  const { http_tokens: tokens } = asValues(Array.isArray(options) ? options[0] : undefined);
  return typeof tokens === "string" ? tokens : undefined;
}

/**
 * Findings for the steps at the end of a cluster that goes on. Masters are told that the cluster ends: leaving nodes are
 * then neither drained nor removed from etcd. Services of type LoadBalancer are deleted.
 */
function endOfCluster(cluster: PlannedCluster): Finding[] {
  const end = changeOf(cluster, resources.clusterEnd());
  if (!isThere(end) || end.action === "none" || end.action === "update") return [];
  const says = `${end.address}: masters are told that the cluster ends, but the cluster stays: nodes that leave hand nothing over`;
  const services = changeOf(cluster, resources.servicesEnd());
  const lost = `${services?.address}: Services of type LoadBalancer are deleted with their load balancers, but the cluster stays`;
  return [stopping("stop-machine", says), ...(goes(services) ? [stopping("stop-machine", lost)] : [])];
}
