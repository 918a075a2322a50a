import type { ITerraformDependable } from "cdktf";

/**
 * The network of a cluster, by ids: one that groundup creates (`network.ts`) or an existing one
 * (`existing-network.ts`).
 */
export interface ClusterNetwork {
  readonly vpcId: string;
  /** The subnets of nodes: one for each of `network.subnets`, in its order. */
  readonly subnetIds: readonly string[];
  /** The subnets of the load balancer. */
  readonly loadBalancerSubnetIds: readonly string[];
  /** The route tables of the nodes' subnets. Each gets a route to every worker's pods. */
  readonly routeTableIds: readonly string[];
  /** The public addresses of private nodes' traffic to the internet. Empty if nodes have public addresses. */
  readonly natAddresses: readonly string[];
  /**
   * The resources that reserve the nodes' addresses. The load balancer takes any free address, so it waits for these.
   * @default none
   */
  readonly positions?: readonly ITerraformDependable[];
  /** The resources that make the subnets reachable. A node's first step waits for them. */
  readonly routes: readonly ITerraformDependable[];
}
