import type { ClusterConfig } from "./config/resolve";
import { type ClusterNode, planNodes } from "./address-plan";
import { addressAt } from "./cidr";
import { type Release, releaseOf } from "./versions";

/** A cluster as synthesis plans it: the cluster file, the nodes with their addresses, and the versions. */
export interface Cluster {
  readonly config: ClusterConfig;
  readonly release: Release;
  readonly masters: readonly ClusterNode[];
  readonly workers: readonly ClusterNode[];
  /** The `kubernetes` Service: the first address of the service range. */
  readonly kubernetesServiceAddress: string;
}

/** The issuer of service account tokens: the value of their `iss` claim. */
export const serviceAccountIssuer = "https://kubernetes.default.svc";

/**
 * How long a stopping API server still serves, in seconds, so that the load balancer can stop using it. With a single
 * master it is 0: no other API server could take over.
 */
export const drainSeconds = ({ masters, loadBalancer }: ClusterConfig) =>
  masters.count > 1 ? loadBalancer.drainSeconds : 0;

/**
 * How long a master keeps its turn after its API server serves again, in seconds, so that the load balancer can use it.
 * With a single master it is 0.
 */
export const settleSeconds = ({ masters, loadBalancer }: ClusterConfig) =>
  masters.count > 1 ? loadBalancer.settleSeconds : 0;

/** The part of a cluster that determines which programs run and how, without nodes and addresses. */
export type Software = Pick<Cluster, "config" | "release">;

/**
 * The DNS name that workers use for the API servers. The workers' hosts files resolve it. ICANN reserves the domain
 * `internal` for private use.
 */
export function apiServerName({ name }: ClusterConfig): string {
  return `api.${name}.internal`;
}

/**
 * Plans which programs a cluster runs. Unlike `planCluster`, it needs no address plan, which fails if the cluster file
 * has wrong addresses.
 */
export function planSoftware(config: ClusterConfig): Software {
  return { config, release: releaseOf(config.kubernetes.version) };
}

/** Plans everything about a cluster that does not need AWS. */
export function planCluster(config: ClusterConfig): Cluster {
  return {
    ...planSoftware(config),
    ...planNodes(config),
    kubernetesServiceAddress: addressAt(config.network.serviceCidr, 1),
  };
}

/** Ids of the cluster's network; apply-time. */
export interface NetworkIds {
  readonly vpc: string;
  /** The subnets of nodes, in the order of the configuration. */
  readonly subnets: readonly string[];
  /** The public subnets, in which load balancers for the internet are. */
  readonly loadBalancerSubnets: readonly string[];
}

/**
 * Values that exist only after Terraform has applied. They are opaque text: concatenate them, and never parse, compare,
 * hash or count them.
 */
export interface ApplyTimeValues {
  /** DNS name of the network load balancer. */
  readonly loadBalancerName: string;
  /** PEM of a certificate that a component declares, or of the signing generation of a CA. */
  certificate(name: string): string;
  /** PEMs of all trusted generations of a CA, the signing one first. */
  authority(name: string): string;
  /**
   * PEM of a private key: of a certificate, of the signing generation of a CA, or of the key pair that signs tokens
   * now.
   */
  privateKey(name: string): string;
  /** PEMs of the public keys of all trusted generations of a key pair. */
  publicKeys(name: string): string;
  /** A key of encryption at rest, by its name: 32 bytes as base64. */
  encryptionKey(name: string): string;
  /** ID of a master's EC2 instance, by the node's name. */
  instance(node: string): string;
  /** Provider ID of a worker's instance, `aws:///<zone>/<id>`, by the node's name. */
  providerId(node: string): string;
  readonly network: NetworkIds;
  /** IDs of the instances that may found the etcd cluster, joined by commas. */
  readonly founders: string;
  /** ID of the EBS volume with the etcd data of a master, by the node's name. */
  etcdVolume(node: string): string;
  /** ARN of the IAM role that a component's pods take, by the role's name within the cluster. */
  podRole(name: string): string;
  /** Base64 of another apply-time value. */
  base64(value: string): string;
}
