const kubernetes = "/etc/kubernetes";
const pki = `${kubernetes}/pki`;
const etcdPki = `${pki}/etcd`;
const groundup = "/etc/groundup";
const state = "/var/lib/groundup";
const run = "/run/groundup";
const etcdData = "/var/lib/etcd";
const cni = "/etc/cni";
const kubelet = "/var/lib/kubelet";
const kubeletPki = `${kubelet}/pki`;

/**
 * The paths on a node. TypeScript takes every path from here. The scripts on nodes write the paths out, and a test
 * compares them.
 */
export const paths = {
  /** Downloaded programs. */
  bin: "/usr/local/bin",
  /** groundup's scripts. */
  scripts: "/usr/local/lib/groundup",
  /** The command that Terraform's steps run. */
  command: "/usr/local/sbin/groundup",
  /** Unit files. */
  units: "/etc/systemd/system",

  /** Configuration files and kubeconfigs of Kubernetes. */
  kubernetes,
  encryption: `${kubernetes}/encryption.yaml`,
  kubeletConfiguration: `${kubernetes}/kubelet.yaml`,
  /** More files with configuration of the kubelet, in the order of their names. */
  kubeletAdditions: `${kubernetes}/kubelet.d`,
  kubeletKubeconfig: `${kubernetes}/kubelet.conf`,
  /** Certificates and keys of Kubernetes. */
  pki,
  clusterAuthority: `${pki}/ca.crt`,
  frontProxyAuthority: `${pki}/front-proxy-ca.crt`,
  /** The key that signs the tokens of service accounts. */
  tokenKey: `${pki}/sa.key`,
  /** The public keys that verify these tokens. */
  tokenPublicKeys: `${pki}/sa.pub`,
  /** Certificates and keys of etcd, and of its clients. */
  etcdPki,
  etcdAuthority: `${etcdPki}/ca.crt`,
  /** The kubelet's client certificates. The kubelet renews them itself. */
  kubeletPki,
  kubeletClient: `${kubeletPki}/kubelet-client-current.pem`,

  /** Files about the node: facts, settings, and its description. */
  groundup,
  nodeDescription: `${groundup}/node.json`,
  /** The list of downloads that start at boot, before the first step. */
  headStart: `${groundup}/artifacts.json`,
  /** `name=`, `role=` and `pod-cidr=` of the node. */
  facts: `${groundup}/facts`,
  /** The API servers' name, for the node's hosts file. */
  apiHosts: `${groundup}/hosts`,
  podNetworkRules: `${groundup}/pod-network.nft`,
  networkPolicyRules: `${groundup}/network-policy.nft`,

  /** The state that steps keep. */
  state,
  /** Units that a step still has to restart, one file each. */
  pending: `${state}/pending`,
  /** Digests of the installed artifacts, one file each. */
  programs: `${state}/programs`,
  /** Exists after a join has finished. */
  joined: `${state}/joined`,
  /** Exists after the node has served for the first time. */
  served: `${state}/served`,
  /** Downloads. */
  cache: "/var/cache/groundup",

  /** Files of a running step, on tmpfs. */
  run,
  inbox: `${run}/inbox`,
  step: `${run}/step`,
  addons: `${run}/addons`,
  manifests: `${run}/addons/manifests.yaml`,
  /** The cluster's optional components, and their objects. */
  optionalComponents: `${run}/addons/optional.json`,
  /** The provider ID of each worker, by its host name. */
  providerIds: `${run}/addons/provider-ids.json`,
  /** The step that ends a cluster writes this file. */
  clusterEnds: `${run}/cluster-ends`,

  /** Files that etcd and its scripts read. */
  etcd: "/etc/etcd",
  etcdData,
  /** The data of the member. */
  etcdMember: `${etcdData}/member`,
  etcdDatabase: `${etcdData}/member/snap/db`,
  /** Snapshots of etcd. */
  etcdSnapshots: `${state}/etcd-snapshots`,
  /** The decision of etcd-member about how etcd starts. */
  etcdEnvironment: "/run/etcd-member.env",

  cniPrograms: "/opt/cni/bin",
  cni,
  cniConfiguration: `${cni}/net.d`,
  containerdConfiguration: "/etc/containerd/config.toml",
  /** The mirrors of each registry. */
  registries: "/etc/containerd/certs.d",
  containerdSocket: "/run/containerd/containerd.sock",
} as const;

/** The first and the last port of a range. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** The ports that programs on nodes listen on. */
export const ports = {
  ssh: 22,
  /** The port of every API server, and of the load balancer in front of them. */
  apiServer: 6443,
  etcdClient: 2379,
  etcdPeer: 2380,
  etcdMetrics: 2381,
  controllerManager: 10257,
  scheduler: 10259,
  kubelet: 10250,
  kubeletHealth: 10248,
  /** The kubelet's port without authentication. groundup disables it. */
  kubeletReadOnly: 10255,
  kubeProxyMetrics: 10249,
  kubeProxyHealth: 10256,
  kubeRouterHealth: 20244,
  /** Streams of exec, attach and port-forward, between the kubelet and containerd. */
  containerdStreams: 10010,
} as const;

/** The ports of Services of type NodePort. */
export const nodePorts: PortRange = { from: 30000, to: 32767 };

/** A port on a node's own loopback: `127.0.0.1:2379`. */
export const local = (port: number): string => `127.0.0.1:${port}`;

/** The path of the unit file of a service, or of its timer. */
export const unitPath = (name: string, type = "service"): string => `${paths.units}/${name}.${type}`;

/** Paths that only scripts use. */
export const scriptPaths = {
  /** The lock of a running step, or of the downloads at boot. */
  stepLock: `${run}/lock`,
  /** The lock on a master while a node leaves through it. */
  leaveLock: `${run}/leave.lock`,
  /** The temporary mount point of a new etcd volume, before it replaces the old data. */
  etcdVolume: `${run}/etcd-volume`,
  kubelet,
  /** The digest of the kubelet's configuration at the time when the kubelet wrote its CPU and memory state files. */
  kubeletNoted: `${state}/kubelet-configuration`,
  /** New pods whose policies are not enforced yet, on tmpfs. */
  networkPolicy: "/run/groundup-network-policy",
  /** Addresses of pods, in the files of the CNI plugin host-local. */
  podAddresses: "/var/lib/cni/networks/groundup",
  /** Exists after etcd has had data on this machine. */
  etcdBegan: `${state}/etcd-began`,
} as const;
