import { resources } from "../lib/contract/addresses";
import { parseNodeName } from "../lib/contract/node-name";
import { paths } from "../lib/contract/paths";
import { changeOf, goes, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { isGoing, isMade, type NodeChange } from "./nodes";
import { textsOf } from "./records";

/** Matches a kubeconfig's server that is an AWS load balancer. */
const throughLoadBalancer = /server: *"?https:\/\/[^\s"]*\.elb\./;

/**
 * Findings about the upgrade from groundup 0.1. Its workers reached the API through the load balancer, with one rule
 * for each worker. If a worker's rule is removed before the worker's update, the worker cannot reach the API, so its
 * drain and its update fail.
 */
export function migrationDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const cut = cluster.changes.flatMap((change) => {
    const worker = resources.balancerRule.parse(change)?.source;
    if (change.action !== "delete" || !worker || parseNodeName(worker)?.role !== "worker") return [];
    const node = nodes.find((node) => node.name === worker);
    if (node && (isGoing(node) || isMade(node))) return [];
    return goes(changeOf(cluster, resources.securityGroup({ group: "loadBalancer" }))) || !usesBalancer(cluster, worker)
      ? []
      : [worker];
  });
  if (cut.length === 0) return [];
  const says = `from this apply on, the load balancer refuses ${cut.join(", ")}, which ${cut.length === 1 ? "reaches" : "reach"} the API through it until ${cut.length === 1 ? "its" : "their"} update. Set upgradedFrom: "0.1" in the cluster file for the first apply`;
  return [stopping("cut-off-workers", says)];
}

/** Whether a worker reaches the API through the load balancer. If no record has its kubeconfig, it may. */
function usesBalancer(cluster: PlannedCluster, worker: string): boolean {
  const text = textsOf(cluster, worker).before[paths.kubeletKubeconfig];
  return text === undefined || throughLoadBalancer.test(text);
}
