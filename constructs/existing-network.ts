import type { ITerraformDependable } from "cdktf";
import { type ClusterConfig, ConfigError, type Problem } from "../lib/config";
import type { ClusterNetwork } from "./cluster-network";

/**
 * A VPC that is there, or that the same app makes: ids, as texts or as cdktf's tokens. What it must be like besides
 * (DNS, an internet gateway, names of hosts) is in docs/library.md; nobody can check that at synthesis.
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
  /** Every table that one of `subnetIds` follows, once: each gets a route to every worker's pods. */
  readonly routeTableIds: readonly string[];
  /**
   * With `network.privateNodes`, every address under which the internet sees the nodes, once: those of the NAT
   * gateways. Needed with `upgradedFrom: "0.1"` alone, whose workers reach the load balancer from there.
   * @default none
   */
  readonly natAddresses?: readonly string[];
  /**
   * What makes the subnets reachable where the same app makes it: routes, associations, gateways.
   * @default nothing
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

/** A configuration that was checked for a network of its own says what would then be made. */
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

/** Lists that are too short or too long. */
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
      : [count("loadBalancerSubnetIds", [], "at least one", "name public subnets, each in a zone of its own")]),
    ...(routeTableIds.length > 0
      ? []
      : [count("routeTableIds", [], "at least one", "name every table that the nodes' subnets follow")]),
  ];
}
