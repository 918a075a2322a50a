import type { ClusterConfig } from "./config/resolve";
import { type ClusterNode, planNodes } from "./address-plan";
import { addressAt } from "./cidr";
import { type Release, releaseOf } from "./versions";

/** A cluster as decided at synthesis: the cluster file, its nodes and their addresses, its versions. */
export interface Cluster {
  readonly config: ClusterConfig;
  readonly release: Release;
  readonly masters: readonly ClusterNode[];
  readonly workers: readonly ClusterNode[];
  /** The `kubernetes` Service: the first address of the service range. */
  readonly kubernetesServiceAddress: string;
}

/** Who issues the tokens of service accounts: what stands in their iss claim. */
export const serviceAccountIssuer = "https://kubernetes.default.svc";

/**
 * How long an API server that is to stop still serves, so that the load balancer has time to notice: seconds. Where there
 * is no other master nobody takes over, and waiting would change nothing.
 */
export const drainSeconds = ({ masters, loadBalancer }: ClusterConfig) =>
  masters.count > 1 ? loadBalancer.drainSeconds : 0;

/** How long a master keeps its turn once its API server serves again, so that the load balancer notices: seconds. */
export const settleSeconds = ({ masters, loadBalancer }: ClusterConfig) =>
  masters.count > 1 ? loadBalancer.settleSeconds : 0;

/** The part of a cluster that says which programs run and how, apart from machines and addresses. */
export type Software = Pick<Cluster, "config" | "release">;

/**
 * The name under which workers reach the API servers, by way of their hosts files. ICANN keeps the domain `internal`
 * for private use.
 */
export function apiServerName({ name }: ClusterConfig): string {
  return `api.${name}.internal`;
}

/** Decides which programs a cluster runs. Unlike `planCluster` it needs no address plan, which a cluster file may get wrong. */
export function planSoftware(config: ClusterConfig): Software {
  return { config, release: releaseOf(config.kubernetes.version) };
}

/** Decides everything about a cluster that needs no AWS. */
export function planCluster(config: ClusterConfig): Cluster {
  return {
    ...planSoftware(config),
    ...planNodes(config),
    kubernetesServiceAddress: addressAt(config.network.serviceCidr, 1),
  };
}

/**
 * Values that exist only once Terraform has applied: opaque text, to be concatenated and never parsed, compared,
 * hashed or counted.
 */
export interface ApplyTimeValues {
  /** DNS name of the network load balancer. */
  readonly loadBalancerName: string;
  /** PEM of a certificate that a component declares, or of the authority that signs now. */
  certificate(name: string): string;
  /** PEMs of every generation of an authority that is trusted, the signing one first. */
  authority(name: string): string;
  /** PEM of a private key: of a certificate, of the authority that signs now, or of the pair that signs tokens now. */
  privateKey(name: string): string;
  /** PEMs of the public halves of every generation of a key pair that is trusted. */
  publicKeys(name: string): string;
  /** 32 bytes as base64: a key of encryption at rest, by its name. */
  encryptionKey(name: string): string;
  /** ID of a master's EC2 instance, by the node's name. */
  instance(node: string): string;
  /** IDs of the instances that may found etcd's cluster, joined by commas. */
  readonly founders: string;
  /** ID of the EBS volume that holds the data of a master's etcd, by the node's name. */
  etcdVolume(node: string): string;
  /** Base64 of another apply-time value. */
  base64(value: string): string;
}
