import type { ClusterConfig } from "./config";
import { checksums, imageDigests } from "./checksums";
import type { Install } from "./contract/node-description";

/** A released file that a node downloads, verifies and installs. */
export interface Artifact {
  /** The artifact's name, as plans show it: `kubelet`, `cni-plugins`. */
  readonly name: string;
  /** The release's version: `1.37.1`. */
  readonly version: string;
  /** The vendor's URL. */
  readonly url: string;
  /** Where it is installed: for an archive, member to path; for a plain program, its path. */
  readonly install: Install;
}

/** An artifact with its source and its digest, ready for a node to download. */
export interface PinnedArtifact extends Artifact {
  /** The URL that this cluster's nodes use: the vendor's, or the mirror's. */
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
 * The URL that nodes download a file from. A mirror serves `https://<host>/<path>` at `<mirror>/<host>/<path>`.
 * @param mirror base URL without a trailing slash. Default: none, so the file's own URL.
 */
export function mirrored(url: string, mirror: string | undefined): string {
  return mirror ? url.replace(/^https?:\/\//, `${mirror}/`) : url;
}

/**
 * The known SHA-256 of the file at a URL: the cluster file's own, otherwise the vendor's. Undefined if neither is
 * known.
 */
export function digestOf(url: string, config: Pick<ClusterConfig["artifacts"], "checksums">): string | undefined {
  return config.checksums[url] ?? checksums[url];
}

/**
 * The known SHA-256 of an image's index in its registry: the cluster file's own, otherwise the vendor's. Undefined if
 * neither is known.
 */
export function imageDigestOf(name: string, config: Pick<ClusterConfig["artifacts"], "checksums">): string | undefined {
  return config.checksums[name] ?? imageDigests[name];
}

/**
 * Adds the source and the digest to an artifact.
 * @throws Error when no digest is known. groundup never downloads a file without a known digest.
 */
export function pin(artifact: Artifact, config: ClusterConfig["artifacts"]): PinnedArtifact {
  const sha256 = digestOf(artifact.url, config);
  if (!sha256) throw new Error(`no SHA-256 is known for ${artifact.url}; name one in artifacts.checksums`);
  return { ...artifact, source: mirrored(artifact.url, config.mirror), sha256 };
}
