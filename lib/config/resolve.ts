import { addressAt, prefixLength, rangeAt, rangeCount } from "../cidr";
import { type EncryptionKey, firstKeyName } from "../encryption";
import { s3Endpoint } from "../partition";
import type { ClusterFile } from "./schema";

/** Types as deep as they go, read-only. */
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** A cluster file in full: validated, with every default in place. */
export type ClusterConfig = DeepReadonly<ReturnType<typeof resolve>>;

/** The smallest instance types that the control plane fits in. */
const defaultInstanceTypes = { amd64: "t3.small", arm64: "t4g.small" } as const;

/** The default subnet's prefix length: the guide's. */
const defaultSubnetPrefix = 24;

/** The default public subnet's prefix length: NAT gateway, load balancer and a bastion need few addresses. */
const publicSubnetPrefix = 27;

/** What the API server itself takes for a KMS plugin's default. */
const defaultKmsTimeoutSeconds = 3;

type ListedKey = NonNullable<ClusterFile["encryption"]["keys"]>[number];

/** The position in serviceCidr at which the cluster DNS is found by custom. */
const dnsPosition = 10;

/**
 * Fills in the defaults that follow from other keys.
 * @param checksums what the file of `artifacts.checksums` holds: URL to SHA-256
 * @param existingNetwork whether the network is there already, public subnets and all
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

/** Where snapshots go besides, in full. */
function resolveSnapshots({ name, region, etcd: { snapshots } }: ClusterFile) {
  return { ...snapshots, s3: snapshots.s3 && fullBucket({ prefix: name, region, ...snapshots.s3 }) };
}

function fullBucket<T extends { region: string; endpoint?: string }>(s3: T) {
  return { ...s3, endpoint: s3.endpoint ?? s3Endpoint(s3.region) };
}

function defaultSubnets(vpcCidr: string): NonNullable<ClusterFile["network"]["subnets"]> {
  return [{ cidr: rangeAt(vpcCidr, Math.max(defaultSubnetPrefix, prefixLength(vpcCidr)), 0) }];
}

/** Every key in full; the short form is a list of one. */
function resolveEncryption({ keys, ...short }: ClusterFile["encryption"]) {
  return { keys: (keys ?? [{ name: firstKeyName, provider: "secretbox" as const, ...short }]).map(fullKey) };
}

function fullKey({ name, provider, key, endpoint, timeoutSeconds }: ListedKey): EncryptionKey {
  if (provider !== "kms") return { name, provider, key: key ?? "generated" };
  return { name, provider, endpoint: endpoint ?? "", timeoutSeconds: timeoutSeconds ?? defaultKmsTimeoutSeconds };
}

/** The last ranges of the VPC, from its end: those of earlier subnets stay where they are when one is added. */
function defaultPublicSubnets(vpcCidr: string, count: number): NonNullable<ClusterFile["network"]["publicSubnets"]> {
  const prefix = Math.max(publicSubnetPrefix, prefixLength(vpcCidr));
  const last = rangeCount(vpcCidr, prefix) - 1;
  return Array.from({ length: count }, (_, index) => ({ cidr: rangeAt(vpcCidr, prefix, Math.max(0, last - index)) }));
}
