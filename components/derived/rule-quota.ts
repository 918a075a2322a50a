import { type Cluster, planSoftware } from "../../lib/cluster";
import type { ClusterConfig, Rule } from "../../lib/config";
import { exceeded, quotaOf } from "../../lib/config/rules/quotas";
import type { GroupName } from "../../lib/contract/ids";
import { type IngressRule, ingressRules } from "./exposure";

/** The number of rules that AWS counts. A rule for operators counts once for each of their ranges. */
const counted = ({ source }: IngressRule, operatorRanges: number) => (source === "operators" ? operatorRanges : 1);

/** A cluster without nodes. Rules do not depend on nodes and their addresses, which a cluster file may get wrong. */
const withoutNodes = (config: ClusterConfig): Cluster => ({
  ...planSoftware(config),
  masters: [],
  workers: [],
  kubernetesServiceAddress: "",
});

/**
 * The number of inbound rules of each security group.
 * @param operatorRanges the number of the operators' ranges
 */
export function inboundRules(config: ClusterConfig, operatorRanges: number): ReadonlyMap<GroupName, number> {
  const rules = ingressRules(withoutNodes(config));
  const counts = new Map<GroupName, number>();
  for (const rule of rules) counts.set(rule.group, (counts.get(rule.group) ?? 0) + counted(rule, operatorRanges));
  // Rules of release 0.1: one for each worker (constructs/kubernetes-cluster.ts).
  if (config.upgradedFrom) counts.set("loadBalancer", (counts.get("loadBalancer") ?? 0) + config.workers.count);
  return counts;
}

/** The highest number of operator ranges that fits into every group, by the account's quota. */
export function mostOperatorRanges(config: ClusterConfig): number {
  const [none, one] = [inboundRules(config, 0), inboundRules(config, 1)];
  const room = [...one].map(([group, count]) => {
    const fixed = none.get(group) ?? 0;
    return (quotaOf(config, "rulesPerSecurityGroup") - fixed) / (count - fixed);
  });
  return Math.floor(Math.min(...room));
}

/** Refuses more rules than a group may have: AWS would refuse them in the middle of an apply. */
export const ruleQuota: Rule = {
  reads: ["operatorCidrs", "workers.count", "masters.count", "network", "quotas.rulesPerSecurityGroup", "upgradedFrom"],
  check: (config) => {
    const limit = quotaOf(config, "rulesPerSecurityGroup");
    const worst = [...inboundRules(config, config.operatorCidrs?.length ?? 1)].filter(([, count]) => count > limit);
    return worst.map(([group, count]) =>
      exceeded(
        "operatorCidrs",
        `${count} inbound rules in the security group of the ${group}`,
        "rulesPerSecurityGroup",
        config,
        `use at most ${mostOperatorRanges(config)} ranges`,
      ),
    );
  },
};
