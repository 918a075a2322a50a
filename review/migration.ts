import { resources } from "../lib/contract/addresses";
import { parseNodeName } from "../lib/contract/node-name";
import { paths } from "../lib/contract/paths";
import { changeOf, goes, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { isGoing, isMade, type NodeChange } from "./nodes";
import { textsOf } from "./records";

/** A server that is a load balancer of AWS. */
const throughLoadBalancer = /server: *"?https:\/\/[^\s"]*\.elb\./;

/**
 * In groundup 0.1 workers reached the API through the load balancer, which let each in by a rule of its own. A worker whose
 * rule goes before its update cannot reach the API, so its drain and its update fail.
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
  const says = `the load balancer refuses ${cut.join(", ")} from this apply on, and ${cut.length === 1 ? "it reaches" : "they reach"} the API through it until ${cut.length === 1 ? "its" : "their"} update. Set upgradedFrom: "0.1" in the cluster file for the first apply`;
  return [stopping("cut-off-workers", says)];
}

/** If no record has the text, it may be one. */
function usesBalancer(cluster: PlannedCluster, worker: string): boolean {
  const text = textsOf(cluster, worker).before[paths.kubeletKubeconfig];
  return text === undefined || throughLoadBalancer.test(text);
}
