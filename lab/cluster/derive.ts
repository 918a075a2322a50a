import path from "node:path";
import { isMapping, type Mapping, mergeMappings } from "../../lib/mapping";
import { fastWaits } from "../nlb/delays";
import { addresses, awsUrl, mirrorUrl, s3Url } from "../settings";

/** Container images as an archive that nodes import. */
export interface ImageArchive {
  readonly url: string;
  readonly sha256: string;
}

/** What a host in a container needs and a machine lacks. */
export interface ContainerLimits {
  /** Only version 1 of cgroups is mounted with controllers. */
  readonly cgroupV1: boolean;
  /** A process's OOM score cannot be lowered: the machine has no CAP_SYS_RESOURCE. */
  readonly fixedOomScore: boolean;
}

/**
 * How full the hosts' disk may be. Hosts share the machine's disk. By default, the kubelet removes images when 85 % of
 * the disk is used, and evicts pods at 90 %.
 */
const sharedDisk: Mapping = {
  mergeDefaultEvictionSettings: true,
  evictionHard: { "nodefs.available": "1Gi", "imagefs.available": "1Gi" },
  imageGCHighThresholdPercent: 100,
};

/** What the lab's keys depend on. */
export interface LabFacts {
  /** Images that nodes import. */
  readonly archives: readonly ImageArchive[];
  /** Limits of hosts in containers. Machines have a kernel of their own and need none of these settings. */
  readonly limits?: ContainerLimits;
  /** Whether the load balancer takes as long as on AWS. Otherwise the cluster waits for it only for seconds. */
  readonly asAws: boolean;
  /** A JSON file that maps URLs to SHA-256. */
  readonly checksums?: string;
}

/** The lab's additions to every cluster file, as documented keys. */
export function labKeys({ archives, limits, asAws, checksums }: LabFacts): Mapping {
  return {
    ...(asAws ? {} : { loadBalancer: fastWaits }),
    operatorCidrs: [`${addresses.operator}/32`],
    artifacts: { mirror: mirrorUrl, imageArchives: archives, ...(checksums ? { checksums } : {}) },
    ...(limits ? containerKeys(limits) : {}),
  };
}

function containerKeys({ cgroupV1, fixedOomScore }: ContainerLimits): Mapping {
  const runtime = { "io.containerd.cri.v1.runtime": { restrict_oom_score_adj: true } };
  return {
    kubelet: { extraConfig: { ...sharedDisk, ...(cgroupV1 ? { failCgroupV1: false } : {}) } },
    // the limit is the whole machine's, and cannot be set from a network namespace
    kubeProxy: { extraConfig: { conntrack: { maxPerCore: 0 } } },
    ...(fixedOomScore ? { containerd: { extraConfig: { plugins: runtime } } } : {}),
  };
}

/** The cluster file with absolute paths, so that it can be used from another folder. */
export function withAbsolutePaths(user: Mapping, folder: string): Mapping {
  const artifacts = user.artifacts;
  if (!isMapping(artifacts) || typeof artifacts.checksums !== "string") return user;
  return { ...user, artifacts: { ...artifacts, checksums: path.resolve(folder, artifacts.checksums) } };
}

/** The cluster file with the lab's S3 instead of Amazon's, if it has a bucket for snapshots. */
export function withLabS3(user: Mapping): Mapping {
  const snapshots = isMapping(user.etcd) ? user.etcd.snapshots : undefined;
  if (!isMapping(snapshots) || !isMapping(snapshots.s3)) return user;
  return mergeMappings(user, { etcd: { snapshots: { s3: { endpoint: s3Url } } } });
}

/** The cluster file with the lab's AWS instead of Amazon's, if its pods take IAM roles. */
export function withLabAws(user: Mapping): Mapping {
  if (!isMapping(user.aws) || !isMapping(user.aws.identity)) return user;
  return mergeMappings(user, { aws: { endpoint: awsUrl } });
}
