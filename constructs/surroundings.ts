import type { Cluster } from "../lib/cluster";
import type { ClusterNetwork } from "./cluster-network";
import type { SecurityGroups } from "./security-groups";

/** The inputs that nodes and the load balancer share. */
export interface Surroundings {
  readonly cluster: Cluster;
  readonly network: ClusterNetwork;
  readonly groups: SecurityGroups;
}
