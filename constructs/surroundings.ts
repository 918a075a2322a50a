import type { Cluster } from "../lib/cluster";
import type { ClusterNetwork } from "./cluster-network";
import type { SecurityGroups } from "./security-groups";

/** What nodes and the load balancer are placed in. */
export interface Surroundings {
  readonly cluster: Cluster;
  readonly network: ClusterNetwork;
  readonly groups: SecurityGroups;
}
