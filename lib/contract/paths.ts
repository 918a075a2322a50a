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
 * Where things lie on a node. TypeScript takes every path from here; the scripts on nodes write them out, and a test
 * compares.
 */
export const paths = {
  /** Programs that are downloaded. */
  bin: "/usr/local/bin",
  /** Groundup's own scripts. */
  scripts: "/usr/local/lib/groundup",
  /** What a step of Terraform runs. */
  command: "/usr/local/sbin/groundup",
  /** Unit files. */
  units: "/etc/systemd/system",

  /** Configuration and kubeconfigs of Kubernetes. */
  kubernetes,
  encryption: `${kubernetes}/encryption.yaml`,
  kubeletConfiguration: `${kubernetes}/kubelet.yaml`,
  kubeletKubeconfig: `${kubernetes}/kubelet.conf`,
  /** Certificates and keys of Kubernetes. */
  pki,
  clusterAuthority: `${pki}/ca.crt`,
  frontProxyAuthority: `${pki}/front-proxy-ca.crt`,
  /** The key that signs the tokens of service accounts. */
  tokenKey: `${pki}/sa.key`,
  /** The public keys that check them. */
  tokenPublicKeys: `${pki}/sa.pub`,
  /** Certificates and keys of etcd, and of its clients. */
  etcdPki,
  etcdAuthority: `${etcdPki}/ca.crt`,
  /** Where the kubelet keeps the client certificates that it renews by itself. */
  kubeletPki,
  kubeletClient: `${kubeletPki}/kubelet-client-current.pem`,

  /** What a node is told: facts, settings, its description. */
  groundup,
  nodeDescription: `${groundup}/node.json`,
  /** What the head start at boot downloads. */
  headStart: `${groundup}/artifacts.json`,
  /** `name=`, `role=` and `pod-cidr=` of the node. */
  facts: `${groundup}/facts`,
  /** The API servers' name, for the node's hosts file. */
  apiHosts: `${groundup}/hosts`,
  podNetworkRules: `${groundup}/pod-network.nft`,
  networkPolicyRules: `${groundup}/network-policy.nft`,

  /** What steps remember. */
  state,
  /** Units that are still to be restarted, a file for each. */
  pending: `${state}/pending`,
  /** Digests of what is installed, a file for each artifact. */
  programs: `${state}/programs`,
  /** Exists once a join has come to its end. */
  joined: `${state}/joined`,
  /** Exists once the node has served. */
  served: `${state}/served`,
  /** Downloads. */
  cache: "/var/cache/groundup",

  /** On tmpfs: what is there while a step runs. */
  run,
  inbox: `${run}/inbox`,
  step: `${run}/step`,
  addons: `${run}/addons`,
  manifests: `${run}/addons/manifests.yaml`,
  /** Which optional components a cluster has, and their objects. */
  optionalComponents: `${run}/addons/optional.json`,
  /** Written by the last step of a cluster. */
  clusterEnds: `${run}/cluster-ends`,

  /** What etcd and its scripts read. */
  etcd: "/etc/etcd",
  etcdData,
  /** The data of the member. */
  etcdMember: `${etcdData}/member`,
  etcdDatabase: `${etcdData}/member/snap/db`,
  /** Snapshots of etcd. */
  etcdSnapshots: `${state}/etcd-snapshots`,
  /** What etcd-member decides for the start of its member. */
  etcdEnvironment: "/run/etcd-member.env",

  cniPrograms: "/opt/cni/bin",
  cni,
  cniConfiguration: `${cni}/net.d`,
  containerdConfiguration: "/etc/containerd/config.toml",
  /** Where each registry is reached. */
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
  /** Of every API server, and of the load balancer before them. */
  apiServer: 6443,
  etcdClient: 2379,
  etcdPeer: 2380,
  etcdMetrics: 2381,
  controllerManager: 10257,
  scheduler: 10259,
  kubelet: 10250,
  kubeletHealth: 10248,
  /** Without authentication: groundup turns it off. */
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

/** Where the unit file of a service, or of its timer, lies. */
export const unitPath = (name: string, type = "service"): string => `${paths.units}/${name}.${type}`;

/** What scripts alone read and write. */
export const scriptPaths = {
  /** Held while a step, or the head start, is at work. */
  stepLock: `${run}/lock`,
  /** Held by a master while a node leaves through it. */
  leaveLock: `${run}/leave.lock`,
  /** Where a new volume of etcd is mounted before it takes the place of the old data. */
  etcdVolume: `${run}/etcd-volume`,
  kubelet,
  /** What the kubelet ran with when its notes of CPUs and memory were written. */
  kubeletNoted: `${state}/kubelet-configuration`,
  /** On tmpfs: new pods whose policies are not enforced yet. */
  networkPolicy: "/run/groundup-network-policy",
  /** Addresses of pods, as the CNI plugin host-local keeps them. */
  podAddresses: "/var/lib/cni/networks/groundup",
  /** Since when a master waits for others to found etcd with. */
  etcdBegan: `${state}/etcd-began`,
} as const;
