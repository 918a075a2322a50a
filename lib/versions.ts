/**
 * The versions of all programs that belong to one Kubernetes version. They were tested together; the cluster file
 * cannot combine them freely.
 */
export interface Release {
  /** The version of all six Kubernetes programs. */
  readonly kubernetes: string;
  /**
   * etcd. Kubernetes 1.37 is tested with etcd 3.7, and 1.36 with 3.6. At least 3.6.14 or 3.7.1, because of
   * GHSA-6vch-q96h-7gc3.
   */
  readonly etcd: string;
  /** containerd. At least 2.3.4: before it, a pause image pinned by digest fails (containerd#13529). */
  readonly containerd: string;
  readonly runc: string;
  readonly cniPlugins: string;
  /**
   * crictl. Both Kubernetes versions use 1.36.0, because the only known digests of 1.37.0 come from a single third
   * party.
   */
  readonly crictl: string;
  /** Tag of registry.k8s.io/pause, the image of every pod's sandbox. */
  readonly pause: string;
  /** Tag of registry.k8s.io/coredns/coredns. */
  readonly coredns: string;
  /** Tag of registry.k8s.io/metrics-server/metrics-server. 0.9 supports Kubernetes 1.34 and later. */
  readonly metricsServer: string;
  /** Tag of docker.io/cloudnativelabs/kube-router: the newest release that our tests have seen enforce policies. */
  readonly kubeRouter: string;
  /** Tag of registry.k8s.io/provider-aws/cloud-controller-manager, of the same minor version as Kubernetes. */
  readonly cloudController: string;
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
  "1.37.1": { kubernetes: "1.37.1", etcd: "3.7.1", cloudController: "v1.37.1", ...shared },
  "1.36.4": { kubernetes: "1.36.4", etcd: "3.6.14", cloudController: "v1.36.2", ...shared },
};

/** The Kubernetes versions that groundup installs, newest first. */
export const kubernetesVersions: readonly string[] = Object.keys(releases);

/** The Kubernetes version if the cluster file sets none. */
export const defaultKubernetesVersion = "1.37.1";

/**
 * The versions of all programs for a Kubernetes version.
 * @throws Error for an unknown version, which the cluster file's schema should have refused
 */
export function releaseOf(version: string): Release {
  const release = releases[version];
  if (!release) throw new Error(`no release set for Kubernetes ${version}: known are ${kubernetesVersions.join(", ")}`);
  return release;
}
