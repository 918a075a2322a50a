import type { ITerraformDependable } from "cdktf";

/** The network of a cluster, by ids: one that groundup creates (`network.ts`) or an existing one (`existing-network.ts`). */
export interface ClusterNetwork {
  readonly vpcId: string;
  /** The subnets of nodes: one for each of `network.subnets`, in its order. */
  readonly subnetIds: readonly string[];
  /** The subnets of the load balancer. */
  readonly loadBalancerSubnetIds: readonly string[];
  /** The tables that nodes' subnets follow: each gets a route to every worker's pods. */
  readonly routeTableIds: readonly string[];
  /** The addresses under which the internet sees private nodes; none where nodes have public addresses. */
  readonly natAddresses: readonly string[];
  /**
   * What keeps the nodes' addresses free: the load balancer, which takes any free one, waits for it.
   * @default nothing does
   */
  readonly positions?: readonly ITerraformDependable[];
  /** What makes the subnets reachable: a node's first step waits for it. */
  readonly routes: readonly ITerraformDependable[];
}
