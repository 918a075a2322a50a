import type { Software } from "../lib/cluster";
import { mergeExtraConfig } from "../lib/render/extra-config";
import { yamlLines } from "../lib/render/yaml";
import type { Component } from "./component";
import { containerdSocket } from "./containerd";
import { certificateFile, keyFile, publicFile } from "./files";
import { workerKubeconfig } from "./kubeconfigs";
import { paths } from "./paths";
import { alwaysOn, neverGiveUp } from "./sandbox";
import { cipherSuites, tlsMinVersion } from "./tls";
import { kubernetesProgram } from "./kubernetes-program";

const { pki, kubernetes } = paths;
const file = `${kubernetes}/kubelet.yaml`;
const kubeconfig = `${kubernetes}/kubelet.conf`;
/** Where the kubelet keeps the client certificates that it renews by itself. */
const certDir = "/var/lib/kubelet/pki";

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

/** What a user may set otherwise than groundup does: sizes and delays, nothing that security or the cluster's shape rests on. */
const defaults = {
  systemReserved: { cpu: "100m", memory: "200Mi" },
};

/** The node agent of workers. */
export const kubelet: Component = {
  name: "kubelet",
  roles: ["worker"],
  artifacts: kubernetesProgram("kubelet"),
  ports: () => [
    { protocol: "tcp", from: 10250, purpose: "kubelet API: logs, exec, metrics", peers: ["masters", "pods"] },
    { protocol: "tcp", from: 10248, purpose: "kubelet: health", peers: ["self"] },
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
      // The node may shut down only after the kubelet has stopped its pods: logind's limit must not be shorter.
      path: "/etc/systemd/logind.conf.d/90-groundup.conf",
      mode: "0644",
      reloads: true,
      lines: ["[Login]", "InhibitDelayMaxSec=60"],
    },
  ],
  nodeFiles: (cluster, node, values) => [
    certificateFile(`${pki}/kubelet.crt`, `kubelet-${node.name}`, values),
    keyFile(`${pki}/kubelet.key`, `kubelet-${node.name}`, values),
    workerKubeconfig({
      cluster,
      values,
      path: kubeconfig,
      user: `system:node:${node.hostname}`,
      certificate: "kubelet",
    }),
  ],
  service: (_cluster, node) => ({
    name: "kubelet",
    description: "Kubernetes kubelet",
    documentation: "https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/",
    unit: {
      Wants: "network-online.target",
      After: ["network-online.target", "containerd.service"],
      Requires: "containerd.service",
      ...neverGiveUp,
    },
    program: `${paths.bin}/kubelet`,
    flags: { config: file, kubeconfig, "cert-dir": certDir, "node-ip": node.address },
    service: {
      Type: "notify",
      ExecStartPre: `${paths.scripts}/kubelet-identity`,
      KillMode: "process",
      OOMScoreAdjust: -999,
      ...alwaysOn,
    },
  }),
  ready: () => "curl --fail --silent --max-time 5 http://127.0.0.1:10248/healthz",
  disruptsPods: true,
  configuration: { section: "kubelet", format: "yaml", owned: kubeletConfiguration },
  manifests: () => [
    {
      // Lets a kubelet renew its own client certificate before it expires.
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "groundup:kubelet-client-renewal" },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "ClusterRole",
        name: "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
      },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "system:nodes" }],
    },
  ],
};
