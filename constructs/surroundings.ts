import type { Cluster } from "../lib/cluster";
import type { Network } from "./network";
import type { SecurityGroups } from "./security-groups";

/** What nodes and the load balancer are placed in. */
export interface Surroundings {
  readonly cluster: Cluster;
  readonly network: Network;
  readonly groups: SecurityGroups;
}
