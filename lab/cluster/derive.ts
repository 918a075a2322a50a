import path from "node:path";
import { addresses, mirrorUrl, s3Url } from "../settings";

/** A part of a cluster file. */
export type Keys = { readonly [key: string]: unknown };

/** Container images as an archive that nodes import. */
export interface ImageArchive {
  readonly url: string;
  readonly sha256: string;
}

/** What a machine lacks that a host in a container would need. */
export interface ContainerLimits {
  /** Only version 1 of cgroups is mounted with controllers. */
  readonly cgroupV1: boolean;
  /** Nobody may lower a process's OOM score: the machine has no CAP_SYS_RESOURCE. */
  readonly fixedOomScore: boolean;
}

/**
 * What the lab says about every cluster, as documented keys of the cluster file.
 * @param limits of hosts in containers; machines have a kernel of their own, and need none of these settings.
 */
export function labKeys(
  archives: readonly ImageArchive[],
  limits: ContainerLimits | undefined,
  checksums?: string,
): Keys {
  return {
    operatorCidrs: [`${addresses.operator}/32`],
    // The lab's load balancer notices a change within two health checks.
    loadBalancer: { drainSeconds: 15, settleSeconds: 12 },
    artifacts: { mirror: mirrorUrl, imageArchives: archives, ...(checksums ? { checksums } : {}) },
    ...(limits ? containerKeys(limits) : {}),
  };
}

function containerKeys({ cgroupV1, fixedOomScore }: ContainerLimits): Keys {
  const runtime = { "io.containerd.cri.v1.runtime": { restrict_oom_score_adj: true } };
  return {
    ...(cgroupV1 ? { kubelet: { extraConfig: { failCgroupV1: false } } } : {}),
    // the limit is the whole machine's, and cannot be set from a network namespace
    kubeProxy: { extraConfig: { conntrack: { maxPerCore: 0 } } },
    ...(fixedOomScore ? { containerd: { extraConfig: { plugins: runtime } } } : {}),
  };
}

/** The user's cluster file with the lab's keys: objects are merged, all else is the lab's. */
export function mergeKeys(user: Keys, lab: Keys): Keys {
  const merged: Record<string, unknown> = { ...user };
  for (const [key, value] of Object.entries(lab)) {
    const before = merged[key];
    merged[key] = isKeys(before) && isKeys(value) ? mergeKeys(before, value) : value;
  }
  return merged;
}

/** The same cluster file for another folder: the file that it names is found from there too. */
export function withAbsolutePaths(user: Keys, folder: string): Keys {
  const artifacts = user.artifacts;
  if (!isKeys(artifacts) || typeof artifacts.checksums !== "string") return user;
  return { ...user, artifacts: { ...artifacts, checksums: path.resolve(folder, artifacts.checksums) } };
}

/** The same cluster file with the lab's S3 in place of Amazon's, where it has a bucket for snapshots. */
export function withLabS3(user: Keys): Keys {
  const snapshots = isKeys(user.etcd) ? user.etcd.snapshots : undefined;
  if (!isKeys(snapshots) || !isKeys(snapshots.s3)) return user;
  return mergeKeys(user, { etcd: { snapshots: { s3: { endpoint: s3Url } } } });
}

function isKeys(value: unknown): value is Keys {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
