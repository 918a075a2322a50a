import { addressAt, addressCount, rangeAt, rangesBetween } from "./cidr";
import type { ClusterConfig } from "./config/resolve";
import { nodeName, type Role } from "./contract/node-name";

/** One machine of the cluster: all that is known of it before anything is created. */
export interface ClusterNode {
  readonly role: Role;
  /** Position among the nodes of its role, from 0. */
  readonly index: number;
  /** `worker-0`: unique in the cluster, used for folders and resource addresses. */
  readonly name: string;
  /** `<cluster>-worker-0`: the value of the instance's Name tag, as in the guide. */
  readonly tagName: string;
  /** `ip-172-31-0-20`: EC2's IP-based host name, which is also the Kubernetes node name. */
  readonly hostname: string;
  /** `ip-172-31-0-20.us-east-2.compute.internal`: the private DNS name EC2 answers for. */
  readonly fqdn: string;
  /** The fixed private address. */
  readonly address: string;
  /** Index into `network.subnets` of the cluster file. */
  readonly subnet: number;
  /** The /24 that pods of this worker get their addresses from; masters run no pods. */
  readonly podCidr?: string;
}

/** The position in each subnet from which nodes of a role are numbered: the guide's .10 and .20. */
export const firstPosition: Readonly<Record<Role, number>> = { master: 10, worker: 20 };

/** Prefix length of one worker's pod range: 254 addresses, above the kubelet's default of 110 pods. */
export const nodePodPrefix = 24;

/** The subnet a node belongs to, given how many there are: subnets take nodes in turn. */
export function subnetOf(index: number, subnetCount: number): number {
  return index % subnetCount;
}

/** The position of a node's address in its subnet. */
export function positionOf(role: Role, index: number, subnetCount: number): number {
  return firstPosition[role] + Math.floor(index / subnetCount);
}

/**
 * The last position of a subnet that is kept for nodes. From the last quarter AWS takes the addresses that it chooses by
 * itself, besides the positions 4 to 9: those of load balancers, and of what else stands there.
 */
export function lastReservedPosition(subnetCidr: string): number {
  return (addressCount(subnetCidr) * 3) / 4 - 1;
}

/** The ranges of a subnet that are kept for nodes; none where it is too small for that. */
export function reservedRanges(subnetCidr: string): string[] {
  return rangesBetween(subnetCidr, firstPosition.master, lastReservedPosition(subnetCidr));
}

/** The domain of the names EC2 gives to private addresses; us-east-1 keeps the one it had before there were regions. */
export function privateDomain(region: string): string {
  return region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
}

/**
 * Every node with its names and addresses. A node's place follows from its own index and the subnets alone: adding a
 * node never moves another one.
 */
export function planNodes(config: ClusterConfig): { masters: ClusterNode[]; workers: ClusterNode[] } {
  return {
    masters: indices(config.masters.count).map((index) => planNode(config, "master", index)),
    workers: indices(config.workers.count).map((index) => ({
      ...planNode(config, "worker", index),
      podCidr: rangeAt(config.network.podCidr, nodePodPrefix, index),
    })),
  };
}

function planNode(config: ClusterConfig, role: Role, index: number): ClusterNode {
  const { subnets } = config.network;
  const subnet = subnetOf(index, subnets.length);
  const address = addressAt(subnets[subnet]!.cidr, positionOf(role, index, subnets.length));
  const name = nodeName({ role, index });
  const hostname = `ip-${address.replaceAll(".", "-")}`;
  const fqdn = `${hostname}.${privateDomain(config.region)}`;
  return { role, index, name, tagName: `${config.name}-${name}`, hostname, fqdn, address, subnet };
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
