import type { Software } from "../lib/cluster";
import type { Confinement } from "../lib/render/unit";
import { mergeExtraConfig } from "../lib/render/extra-config";
import { yamlLines } from "../lib/render/yaml";
import { apiNameUnit, noticesSilence } from "./api-name";
import type { Component, NodeFile } from "./component";
import { containerdSocket } from "./containerd";
import { certificateFile, keyFile, publicFile } from "./parts/files";
import { workerKubeconfig } from "./parts/kubeconfigs";
import { local, paths, ports } from "../lib/contract/paths";
import { alwaysOn, neverGiveUp } from "./parts/sandbox";
import { cipherSuites, tlsMinVersion } from "./parts/tls";
import { kubernetesProgram } from "./parts/kubernetes-program";
import { clusterRoleBinding } from "./parts/rbac";

const { pki } = paths;
const { kubeletConfiguration: file, kubeletKubeconfig: kubeconfig } = paths;

/** The kubelet's configuration, the same on every worker (KubeletConfiguration v1beta1). */
export function kubeletConfiguration({ config }: Software) {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: paths.clusterAuthority },
    },
    authorization: { mode: "Webhook" },
    cgroupDriver: "systemd",
    containerRuntimeEndpoint: containerdSocket,
    clusterDomain: config.network.clusterDomain,
    clusterDNS: [config.network.dnsAddress],
    resolvConf: "/run/systemd/resolve/resolv.conf",
    rotateCertificates: true,
    tlsCertFile: `${pki}/kubelet.crt`,
    tlsPrivateKeyFile: `${pki}/kubelet.key`,
    tlsMinVersion,
    tlsCipherSuites: [...cipherSuites],
    readOnlyPort: 0,
    protectKernelDefaults: true,
    makeIPTablesUtilChains: true,
    seccompDefault: true,
    podPidsLimit: 4096,
    eventRecordQPS: 50,
    streamingConnectionIdleTimeout: "4h0m0s",
    shutdownGracePeriod: "60s",
    shutdownGracePeriodCriticalPods: "20s",
  };
}

/**
 * Defaults that a user may change: sizes and delays. Nothing that matters to security or to the shape of the cluster is
 * among them.
 */
const defaults = {
  systemReserved: { cpu: "100m", memory: "200Mi" },
};

/**
 * The confinement of the kubelet. No setting may give it a mount namespace of its own: it mounts the volumes of pods,
 * and the container runtime must see them. It is denied only what mounting, cgroups, the packet filter and the
 * statistics of other processes do not need.
 */
const confinement: Confinement = {
  settings: {
    NoNewPrivileges: true,
    CapabilityBoundingSet: [
      "~CAP_AUDIT_CONTROL CAP_AUDIT_READ CAP_AUDIT_WRITE CAP_MAC_ADMIN CAP_MAC_OVERRIDE CAP_SETFCAP CAP_SETPCAP",
      "~CAP_SYS_BOOT CAP_SYS_CHROOT CAP_SYS_MODULE CAP_SYS_PACCT CAP_SYS_RAWIO CAP_SYS_TIME CAP_SYS_TTY_CONFIG",
      "~CAP_BLOCK_SUSPEND CAP_BPF CAP_IPC_LOCK CAP_IPC_OWNER CAP_LEASE CAP_LINUX_IMMUTABLE CAP_PERFMON CAP_WAKE_ALARM",
    ],
    RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX AF_NETLINK",
    RestrictNamespaces: true,
    RestrictRealtime: true,
    LockPersonality: true,
    MemoryDenyWriteExecute: true,
    SystemCallArchitectures: "native",
    SystemCallFilter: "~@clock @cpu-emulation @debug @module @obsolete @raw-io @reboot @swap",
    SystemCallErrorNumber: "EPERM",
    KeyringMode: "private",
  },
  needs: {
    "root, CAP_SYS_ADMIN and others": "it mounts volumes, creates cgroups, and changes the owners of pods' files",
    "the node's mounts": "containerd and storage drivers must see what it mounts for a pod",
    "devices, kernel settings and log":
      "volumes may be block devices, pods may set sysctls, and it watches for out-of-memory events",
    "SUID and SGID files": "it sets the SGID bit on a volume's folders, for the pod's group",
    "the umask": "the pods' users must be able to read what it writes",
    network: "it serves and connects with TLS, probes pods, and writes packet filter chains",
  },
  exposure: 6.5,
};

/**
 * The part of the configuration that differs from node to node: the instance's id, with which the kubelet registers its
 * Node. A controller for AWS removes Nodes whose instance it does not find.
 */
const providerIdFile = (providerID: string): NodeFile => ({
  path: `${paths.kubeletAdditions}/10-provider-id.conf`,
  mode: "0600",
  lines: yamlLines({ apiVersion: "kubelet.config.k8s.io/v1beta1", kind: "KubeletConfiguration", providerID }),
});

/** The node agent of workers. */
export const kubelet: Component = {
  name: "kubelet",
  roles: ["worker"],
  artifacts: kubernetesProgram("kubelet"),
  ports: () => [
    { protocol: "tcp", from: ports.kubelet, purpose: "kubelet API: logs, exec, metrics", peers: ["masters", "pods"] },
    { protocol: "tcp", from: ports.kubeletHealth, purpose: "kubelet: health", peers: ["self"] },
  ],
  certificates: ({ workers }) =>
    workers.map((node) => ({
      name: `kubelet-${node.name}`,
      authority: "kubernetes",
      commonName: `system:node:${node.hostname}`,
      organization: "system:nodes",
      dnsNames: [node.hostname, node.fqdn],
      ipAddresses: [node.address],
      uses: ["client_auth", "server_auth"],
    })),
  files: (cluster, values) => [
    publicFile(paths.clusterAuthority, values.authority("kubernetes")),
    {
      path: file,
      mode: "0600",
      lines: yamlLines({
        ...defaults,
        ...mergeExtraConfig(kubeletConfiguration(cluster), cluster.config.kubelet.extraConfig),
      }),
    },
    {
      // The node may shut down only after the kubelet has stopped its pods, so logind's limit must not be shorter. The
      // file with the last name wins, and Ubuntu has unattended-upgrades-logind-maxdelay.conf with 30 s. The kubelet
      // makes logind reload its files, but asks for the limit only once, when it starts (kubernetes/kubernetes#102818).
      path: "/etc/systemd/logind.conf.d/zz-groundup.conf",
      mode: "0644",
      lines: ["[Login]", "InhibitDelayMaxSec=60"],
    },
  ],
  nodeFiles: (cluster, node, values) => [
    ...(cluster.config.aws.loadBalancers ? [providerIdFile(values.providerId(node.name))] : []),
    certificateFile(`${pki}/kubelet.crt`, `kubelet-${node.name}`, values),
    keyFile(`${pki}/kubelet.key`, `kubelet-${node.name}`, values),
    workerKubeconfig({
      cluster,
      path: kubeconfig,
      user: `system:node:${node.hostname}`,
      certificate: "kubelet",
    }),
  ],
  service: ({ config }, node) => ({
    name: "kubelet",
    description: "Kubernetes kubelet",
    documentation: "https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/",
    unit: {
      Wants: "network-online.target",
      After: ["network-online.target", "containerd.service", apiNameUnit],
      Requires: "containerd.service",
      ...neverGiveUp,
    },
    program: `${paths.bin}/kubelet`,
    flags: {
      config: file,
      ...(config.aws.loadBalancers && { "config-dir": paths.kubeletAdditions }),
      kubeconfig,
      "cert-dir": paths.kubeletPki,
      "node-ip": node.address,
    },
    service: {
      Type: "notify",
      Environment: noticesSilence,
      ExecStartPre: [`${paths.scripts}/kubelet-identity`, `${paths.scripts}/kubelet-resources`],
      KillMode: "process",
      OOMScoreAdjust: -999,
      ...alwaysOn,
    },
    confinement,
  }),
  ready: () => `curl --fail --silent --max-time 5 http://${local(ports.kubeletHealth)}/healthz`,
  disruptsPods: true,
  configuration: { section: "kubelet", format: "yaml", owned: kubeletConfiguration },
  manifests: () => [
    // Allows a kubelet to renew its own client certificate before it expires.
    clusterRoleBinding(
      "groundup:kubelet-client-renewal",
      "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
      { kind: "Group", name: "system:nodes" },
    ),
  ],
};
