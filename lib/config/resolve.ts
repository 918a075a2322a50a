import { addressAt, prefixLength, rangeAt, rangeCount } from "../cidr";
import { type EncryptionKey, firstKeyName } from "../encryption";
import { s3Endpoint } from "../partition";
import type { ClusterFile } from "./schema";

/** A type with all nested properties read-only. */
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** A complete configuration: a valid cluster file with all defaults filled in. */
export type ClusterConfig = DeepReadonly<ReturnType<typeof resolve>>;

/** The default instance types: the smallest that can run the control plane. */
const defaultInstanceTypes = { amd64: "t3.small", arm64: "t4g.small" } as const;

/** The prefix length of the default subnet, as in the guide. */
const defaultSubnetPrefix = 24;

/** The prefix length of default public subnets. NAT gateway, load balancer and a bastion need few addresses. */
const publicSubnetPrefix = 27;

/** The timeout of a KMS plugin, in seconds. It is the API server's own default. */
const defaultKmsTimeoutSeconds = 3;

type ListedKey = NonNullable<ClusterFile["encryption"]["keys"]>[number];

/** The position of the cluster DNS in serviceCidr, by convention. */
const dnsPosition = 10;

/**
 * Fills in the defaults that depend on other keys.
 * @param checksums the content of the file of `artifacts.checksums`: URL to SHA-256
 * @param existingNetwork whether the network exists already, including public subnets
 */
export function resolve(file: ClusterFile, checksums: Record<string, string>, existingNetwork: boolean) {
  const { network, masters, workers } = file;
  const subnets = network.subnets ?? defaultSubnets(network.vpcCidr);
  const makesPublicSubnets = network.privateNodes && !existingNetwork;
  const publicSubnets = makesPublicSubnets ? defaultPublicSubnets(network.vpcCidr, subnets.length) : [];
  const instanceType = defaultInstanceTypes[file.architecture];
  return {
    ...file,
    network: {
      ...network,
      subnets,
      publicSubnets: network.publicSubnets ?? publicSubnets,
      dnsAddress: network.dnsAddress ?? addressAt(network.serviceCidr, dnsPosition),
    },
    masters: { ...masters, instanceType: masters.instanceType ?? instanceType },
    workers: { ...workers, instanceType: workers.instanceType ?? instanceType },
    artifacts: { ...file.artifacts, checksums },
    etcd: { ...file.etcd, snapshots: resolveSnapshots(file) },
    encryption: resolveEncryption(file.encryption),
  };
}

/** The settings of snapshots. It completes the bucket for copies with its defaults. */
function resolveSnapshots({ name, region, etcd: { snapshots } }: ClusterFile) {
  return { ...snapshots, s3: snapshots.s3 && fullBucket({ prefix: name, region, ...snapshots.s3 }) };
}

function fullBucket<T extends { region: string; endpoint?: string }>(s3: T) {
  return { ...s3, endpoint: s3.endpoint ?? s3Endpoint(s3.region) };
}

function defaultSubnets(vpcCidr: string): NonNullable<ClusterFile["network"]["subnets"]> {
  return [{ cidr: rangeAt(vpcCidr, Math.max(defaultSubnetPrefix, prefixLength(vpcCidr)), 0) }];
}

/** The list of keys, each complete. The short form becomes a list with one key. */
function resolveEncryption({ keys, ...short }: ClusterFile["encryption"]) {
  return { keys: (keys ?? [{ name: firstKeyName, provider: "secretbox" as const, ...short }]).map(fullKey) };
}

function fullKey({ name, provider, key, endpoint, timeoutSeconds }: ListedKey): EncryptionKey {
  if (provider !== "kms") return { name, provider, key: key ?? "generated" };
  return { name, provider, endpoint: endpoint ?? "", timeoutSeconds: timeoutSeconds ?? defaultKmsTimeoutSeconds };
}

/**
 * The last ranges of the VPC, counted from its end. Existing public subnets keep their ranges when a subnet is added.
 */
function defaultPublicSubnets(vpcCidr: string, count: number): NonNullable<ClusterFile["network"]["publicSubnets"]> {
  const prefix = Math.max(publicSubnetPrefix, prefixLength(vpcCidr));
  const last = rangeCount(vpcCidr, prefix) - 1;
  return Array.from({ length: count }, (_, index) => ({ cidr: rangeAt(vpcCidr, prefix, Math.max(0, last - index)) }));
}
