import type { ClusterConfig } from "./config";
import { checksums, imageDigests } from "./checksums";
import type { Install } from "./contract/node-description";

/** A released file that a node downloads, verifies and installs. */
export interface Artifact {
  /** What it is, as shown in plans: `kubelet`, `cni-plugins`. */
  readonly name: string;
  /** Of the release: `1.37.1`. */
  readonly version: string;
  /** Where the vendor publishes it. */
  readonly url: string;
  /** Where it goes: for an archive, member to path; for a plain program, its path alone. */
  readonly install: Install;
}

/** An artifact as a node asks for it: mirror and digest decided. */
export interface PinnedArtifact extends Artifact {
  /** Where this cluster's nodes get it: the vendor's URL, or the mirror's. */
  readonly source: string;
  /** SHA-256 of the file, 64 hexadecimal digits. */
  readonly sha256: string;
}

const github = "https://github.com";

/** The URLs of released files, as their projects publish them. */
export const releaseUrl = {
  kubernetes: (version: string, arch: string, program: string) =>
    `https://dl.k8s.io/release/v${version}/bin/linux/${arch}/${program}`,
  etcd: (version: string, arch: string) =>
    `${github}/etcd-io/etcd/releases/download/v${version}/etcd-v${version}-linux-${arch}.tar.gz`,
  containerd: (version: string, arch: string) =>
    `${github}/containerd/containerd/releases/download/v${version}/containerd-${version}-linux-${arch}.tar.gz`,
  runc: (version: string, arch: string) => `${github}/opencontainers/runc/releases/download/v${version}/runc.${arch}`,
  crictl: (version: string, arch: string) =>
    `${github}/kubernetes-sigs/cri-tools/releases/download/v${version}/crictl-v${version}-linux-${arch}.tar.gz`,
  cniPlugins: (version: string, arch: string) =>
    `${github}/containernetworking/plugins/releases/download/v${version}/cni-plugins-linux-${arch}-v${version}.tgz`,
} as const;

/**
 * The place that nodes download a URL from: the mirror holds `https://<host>/<path>` at `<mirror>/<host>/<path>`.
 * @param mirror base URL without a trailing slash; left out, the URL itself.
 */
export function mirrored(url: string, mirror: string | undefined): string {
  return mirror ? url.replace(/^https?:\/\//, `${mirror}/`) : url;
}

/** The SHA-256 that a URL's file must have, if one is known: the cluster file's own, else the vendors'. */
export function digestOf(url: string, config: Pick<ClusterConfig["artifacts"], "checksums">): string | undefined {
  return config.checksums[url] ?? checksums[url];
}

/** The SHA-256 of an image's index in its registry, if one is known: the cluster file's own, else the vendors'. */
export function imageDigestOf(name: string, config: Pick<ClusterConfig["artifacts"], "checksums">): string | undefined {
  return config.checksums[name] ?? imageDigests[name];
}

/**
 * Decides mirror and digest of an artifact.
 * @throws Error when no digest is known: nothing is ever downloaded without one.
 */
export function pin(artifact: Artifact, config: ClusterConfig["artifacts"]): PinnedArtifact {
  const sha256 = digestOf(artifact.url, config);
  if (!sha256) throw new Error(`no SHA-256 is known for ${artifact.url}; name one in artifacts.checksums`);
  return { ...artifact, source: mirrored(artifact.url, config.mirror), sha256 };
}
