import { isStandard, vcpusOf } from "../../instance-size";
import { mostRulesPerInterface, type Quota, type QuotaName, quotas } from "../../quotas";
import type { Problem } from "../problem";
import type { ClusterConfig } from "../resolve";
import type { Rule } from "./rule";

/** The account's value of a quota: from the cluster file, or the value of a new account. */
export function quotaOf({ quotas: given }: ClusterConfig, name: keyof ClusterConfig["quotas"]): number {
  return given[name] ?? quotas[name].default;
}

/** A problem with a quota that a cluster would exceed. */
export function exceeded(
  path: string,
  needed: string,
  name: keyof ClusterConfig["quotas"] & QuotaName,
  config: ClusterConfig,
  remedy: string,
): Problem {
  const { code, name: title }: Quota = quotas[name];
  return {
    path,
    found: needed,
    wanted: `at most ${quotaOf(config, name)}: "${title}", ${code}`,
    remedy: `${remedy}, or set quotas.${name} to what your account has (AWS console, Service Quotas)`,
  };
}

/** Each zone of private nodes has a NAT gateway, and each gateway has an Elastic IP address. */
const elasticAddresses: Rule["check"] = (config) => {
  const needed = config.network.publicSubnets.length;
  if (needed <= quotaOf(config, "elasticAddresses")) return [];
  return [
    exceeded(
      "network.publicSubnets",
      `${needed} NAT gateways, each with an Elastic IP address`,
      "elasticAddresses",
      config,
      "use fewer subnets",
    ),
  ];
};

/** The vCPUs of all instances that count against the quota. Undefined if the number is unknown for an instance type. */
function standardVcpus({ masters, workers }: ClusterConfig): number | undefined {
  const counts = [masters, workers].map(({ count, instanceType }) => {
    const vcpus = vcpusOf(instanceType);
    return isStandard(instanceType) ? vcpus && count * vcpus : 0;
  });
  return counts.includes(undefined) ? undefined : counts.reduce<number>((sum, count) => sum + count!, 0);
}

/** Refuses a cluster that exceeds the account's vCPU quota, if that quota is known. */
const processors: Rule["check"] = (config) => {
  const needed = standardVcpus(config);
  if (!config.quotas.standardVcpus || needed === undefined || needed <= config.quotas.standardVcpus) return [];
  const remedy = "use fewer or smaller instances";
  return [exceeded("workers.count", `${needed} vCPUs of all instances`, "standardVcpus", config, remedy)];
};

/** Refuses a combination of two quotas that no account can have: AWS limits their product. */
const rulesOfInterface: Rule["check"] = (config) => {
  const [rules, groups] = [quotaOf(config, "rulesPerSecurityGroup"), quotaOf(config, "securityGroupsPerInterface")];
  if (rules * groups <= mostRulesPerInterface) return [];
  const { code: rulesCode } = quotas.rulesPerSecurityGroup;
  const { code: groupsCode } = quotas.securityGroupsPerInterface;
  return [
    {
      path: "quotas.rulesPerSecurityGroup",
      found: `${rules} rules per security group (${rulesCode}), and ${groups} security groups per network interface (${groupsCode})`,
      wanted: `a product of at most ${mostRulesPerInterface}: AWS grants no more to any account`,
      remedy: `set both keys to what your account has (AWS console, Service Quotas): with ${rules} rules, quotas.securityGroupsPerInterface is at most ${Math.floor(mostRulesPerInterface / rules)}`,
    },
  ];
};

/** Notes for users about quotas that a new account may exceed, one line each. */
export function quotaCautions(config: ClusterConfig): string[] {
  const { code, default: ofNewAccount } = quotas.standardVcpus;
  const needed = standardVcpus(config);
  if (config.quotas.standardVcpus || (needed !== undefined && needed <= ofNewAccount)) return [];
  const what = needed === undefined ? "the instances" : `the instances have ${needed} vCPUs`;
  return [
    `${what}: a new AWS account may run ${ofNewAccount} (quota ${code}); set quotas.standardVcpus to your account's quota`,
  ];
}

/** Rules for the account's quotas. */
export const quotaRules: readonly Rule[] = [
  { reads: ["network.publicSubnets", "quotas.elasticAddresses"], check: elasticAddresses },
  { reads: ["quotas.rulesPerSecurityGroup", "quotas.securityGroupsPerInterface"], check: rulesOfInterface },
  {
    reads: ["masters.count", "masters.instanceType", "workers.count", "workers.instanceType", "quotas.standardVcpus"],
    check: processors,
  },
];
