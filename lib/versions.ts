/** What one Kubernetes version is laid down with: versions proven to work together, never mixed freely. */
export interface Release {
  /** Kubernetes itself: all six programs, one version. */
  readonly kubernetes: string;
  /** etcd; 3.7 is what 1.37 is tested with, 3.6 what 1.36 is. At least 3.6.14 / 3.7.1 for GHSA-6vch-q96h-7gc3. */
  readonly etcd: string;
  /** containerd; at least 2.3.4, before which a digest-pinned pause image fails (containerd#13529). */
  readonly containerd: string;
  readonly runc: string;
  readonly cniPlugins: string;
  /** crictl 1.36.0 serves both: the only 1.37.0 digests known come from a single third party. */
  readonly crictl: string;
  /** Tag of registry.k8s.io/pause, the sandbox of every pod. */
  readonly pause: string;
  /** Tag of registry.k8s.io/coredns/coredns. */
  readonly coredns: string;
  /** Tag of registry.k8s.io/metrics-server/metrics-server; 0.9 is for Kubernetes 1.34 and later. */
  readonly metricsServer: string;
  /** Tag of docker.io/cloudnativelabs/kube-router: the newest that was seen to enforce policies. */
  readonly kubeRouter: string;
}

const shared = {
  containerd: "2.3.6",
  runc: "1.4.3",
  cniPlugins: "1.9.1",
  crictl: "1.36.0",
  pause: "3.10.2",
  coredns: "v1.14.6",
  metricsServer: "v0.9.0",
  kubeRouter: "v2.10.0",
} as const;

const releases: Readonly<Record<string, Release>> = {
  "1.37.1": { kubernetes: "1.37.1", etcd: "3.7.1", ...shared },
  "1.36.4": { kubernetes: "1.36.4", etcd: "3.6.14", ...shared },
};

/** The Kubernetes versions that groundup lays down, newest first. */
export const kubernetesVersions: readonly string[] = Object.keys(releases);

/** The version of a cluster file that names none. */
export const defaultKubernetesVersion = "1.37.1";

/**
 * The release set of a Kubernetes version.
 * @throws Error for a version that the cluster file's schema should have refused.
 */
export function releaseOf(version: string): Release {
  const release = releases[version];
  if (!release) throw new Error(`no release set for Kubernetes ${version}: known are ${kubernetesVersions.join(", ")}`);
  return release;
}
