import { addressAt, addressCount, rangeAt, rangesBetween } from "./cidr";
import type { ClusterConfig } from "./config/resolve";
import { nodeName, type Role } from "./contract/node-name";

/** One node of the cluster: everything that is known about it before Terraform creates anything. */
export interface ClusterNode {
  readonly role: Role;
  /** The node's position among the nodes of its role, from 0. */
  readonly index: number;
  /** `worker-0`: unique in the cluster. Folders and resource addresses use this name. */
  readonly name: string;
  /** `<cluster>-worker-0`: the value of the instance's Name tag, as in the guide. */
  readonly tagName: string;
  /** `ip-172-31-0-20`: EC2's IP-based host name, which is also the Kubernetes node name. */
  readonly hostname: string;
  /** `ip-172-31-0-20.us-east-2.compute.internal`: the private DNS name that EC2 gives the instance. */
  readonly fqdn: string;
  /** The fixed private address. */
  readonly address: string;
  /** Index into `network.subnets` of the cluster file. */
  readonly subnet: number;
  /** The /24 range of this worker's pods. Masters have none, because they run no pods. @default none, for a master */
  readonly podCidr?: string;
}

/** The first position of each role in a subnet: the guide's .10 and .20. */
export const firstPosition: Readonly<Record<Role, number>> = { master: 10, worker: 20 };

/**
 * The prefix length of one worker's pod range. A /24 has 254 addresses, more than the kubelet's default of 110 pods.
 */
export const nodePodPrefix = 24;

/** The index of a node's subnet. Nodes of a role take the subnets in turn. */
export function subnetOf(index: number, subnetCount: number): number {
  return index % subnetCount;
}

/** The position of a node's address in its subnet. */
export function positionOf(role: Role, index: number, subnetCount: number): number {
  return firstPosition[role] + Math.floor(index / subnetCount);
}

/**
 * The last position of a subnet that is reserved for nodes. AWS can use the last quarter, and the positions 4 to 9, for
 * addresses that it chooses itself, such as those of load balancers.
 */
export function lastReservedPosition(subnetCidr: string): number {
  return (addressCount(subnetCidr) * 3) / 4 - 1;
}

/** The ranges of a subnet that are reserved for nodes. Empty if the subnet is too small. */
export function reservedRanges(subnetCidr: string): string[] {
  return rangesBetween(subnetCidr, firstPosition.master, lastReservedPosition(subnetCidr));
}

/**
 * The domain of the DNS names that EC2 gives to private addresses. us-east-1 has a domain of its own, from the time
 * before regions.
 */
export function privateDomain(region: string): string {
  return region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
}

/**
 * Every node with its names and addresses. A node's address depends only on its own index and on the subnets: adding a
 * node never moves another node.
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
