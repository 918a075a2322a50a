import type { ITerraformDependable } from "cdktf";
import { type ClusterConfig, ConfigError, type Problem } from "../lib/config";
import type { ClusterNetwork } from "./cluster-network";

/**
 * A VPC that exists already, or that the same app creates. Its ids are texts or cdktf tokens. docs/library.md lists
 * more requirements, which synthesis cannot check: DNS, an internet gateway and host names.
 */
export interface ExistingNetwork {
  /** The VPC. Its primary range is `network.vpcCidr` of the configuration. */
  readonly vpcId: string;
  /** The subnets of nodes: one for each of `network.subnets` of the configuration, in its order. */
  readonly subnetIds: readonly string[];
  /**
   * The public subnets of the API's load balancer, each in a different zone.
   * @default `subnetIds`; with `network.privateNodes` it must be given
   */
  readonly loadBalancerSubnetIds?: readonly string[];
  /** All route tables of `subnetIds`, each once. Each table gets a route to every worker's pods. */
  readonly routeTableIds: readonly string[];
  /**
   * With `network.privateNodes`, the public addresses of the NAT gateways that the nodes use, each once. Needed only
   * with `upgradedFrom: "0.1"`, because workers of that release reach the load balancer from these addresses.
   * @default none
   */
  readonly natAddresses?: readonly string[];
  /**
   * The routes, associations and gateways that make the subnets reachable, if the same app creates them.
   * @default none
   */
  readonly routes?: readonly ITerraformDependable[];
}

/**
 * An existing network, with its defaults.
 * @throws ConfigError when it does not fit the configuration, with all problems at once
 */
export function existingNetwork(given: ExistingNetwork, config: ClusterConfig): ClusterNetwork {
  const problems = [...madeElsewhere(config), ...counts(given, config)];
  if (problems.length > 0) throw new ConfigError("the existing network", problems);
  return {
    vpcId: given.vpcId,
    subnetIds: given.subnetIds,
    loadBalancerSubnetIds: given.loadBalancerSubnetIds ?? given.subnetIds,
    routeTableIds: given.routeTableIds,
    natAddresses: given.natAddresses ?? [],
    routes: given.routes ?? [],
  };
}

/** Refuses a configuration that was checked for a network of its own: it names parts that groundup would create. */
function madeElsewhere({ network }: ClusterConfig): Problem[] {
  if (network.publicSubnets.length === 0 && !network.flowLogs) return [];
  return [
    {
      path: "config",
      found: "a configuration for a network of its own",
      wanted: "one for an existing network",
      remedy: "make it with clusterConfig(..., { existingNetwork: true })",
    },
  ];
}

/** Problems for lists with too few or too many entries. */
function counts(given: ExistingNetwork, { network }: ClusterConfig): Problem[] {
  const { subnets, privateNodes } = network;
  const { subnetIds, routeTableIds } = given;
  const { loadBalancerSubnetIds = privateNodes ? [] : subnetIds } = given;
  const count = (key: keyof ExistingNetwork, { length }: readonly string[], wanted: string, remedy: string) => ({
    path: `network.${key}`,
    found: String(length),
    ...{ wanted, remedy },
  });
  const each = `${subnets.length}, one for each of network.subnets of the configuration, in its order`;
  return [
    ...(subnetIds.length === subnets.length ? [] : [count("subnetIds", subnetIds, each, "list the same in both")]),
    ...(loadBalancerSubnetIds.length > 0
      ? []
      : [count("loadBalancerSubnetIds", [], "at least one", "name public subnets, each in a different zone")]),
    ...(routeTableIds.length > 0
      ? []
      : [count("routeTableIds", [], "at least one", "name every route table that the nodes' subnets use")]),
  ];
}
