import type { Software } from "../lib/cluster";
import type { Confinement } from "../lib/render/unit";
import { mergeExtraConfig } from "../lib/render/extra-config";
import { yamlLines } from "../lib/render/yaml";
import { apiNameUnit, noticesSilence } from "./api-name";
import type { Component } from "./component";
import { certificateFile, keyFile, publicFile } from "./parts/files";
import { workerKubeconfig } from "./parts/kubeconfigs";
import { local, nodePorts, paths, ports } from "../lib/contract/paths";
import { alwaysOn, confinedToPacketFilter, neverGiveUp } from "./parts/sandbox";
import { kubernetesProgram } from "./parts/kubernetes-program";

const name = "kube-proxy";
const { pki, kubernetes } = paths;
const file = `${kubernetes}/kube-proxy.yaml`;
const kubeconfig = `${kubernetes}/kube-proxy.conf`;

/** kube-proxy's configuration (KubeProxyConfiguration v1alpha1, its only version). */
export function kubeProxyConfiguration({ config }: Software) {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig },
    mode: config.kubeProxy.mode,
    clusterCIDR: config.network.podCidr,
    detectLocalMode: "ClusterCIDR",
    bindAddress: "0.0.0.0",
    bindAddressHardFail: true,
    metricsBindAddress: local(ports.kubeProxyMetrics),
    healthzBindAddress: local(ports.kubeProxyHealth),
    // NodePorts answer only on the node's own address, not on loopback or on the bridge of pods.
    nodePortAddresses: ["primary"],
  };
}

/**
 * The confinement of kube-proxy. In addition to writing packet filter rules, it sets the size of the connection table,
 * and shares a lock with other programs.
 */
const confinement: Confinement = {
  settings: {
    ...confinedToPacketFilter.settings,
    // iptables opens a raw socket to read its tables.
    CapabilityBoundingSet: "CAP_NET_ADMIN CAP_NET_RAW",
    ProtectKernelTunables: false,
    ReadWritePaths: "/run",
  },
  needs: {
    ...confinedToPacketFilter.needs,
    CAP_NET_RAW: "iptables opens a raw socket to read its tables",
    "kernel settings": "it sets the size of the connection tracking table, under /proc/sys and /sys",
    "/run": "it shares iptables' lock with the kubelet and the CNI plugins",
  },
  exposure: 2.2,
};

/** Services on workers: their cluster addresses and node ports. */
export const kubeProxy: Component = {
  name,
  roles: ["worker"],
  artifacts: kubernetesProgram(name),
  ports: ({ config }) => [
    {
      protocol: "tcp",
      ...nodePorts,
      purpose: "Services of type NodePort",
      // The load balancers of Services have addresses of the VPC.
      peers: ["masters", "workers", "pods", ...(config.aws.loadBalancers ? (["vpc"] as const) : [])],
      forwarded: true,
    },
    {
      protocol: "udp",
      ...nodePorts,
      purpose: "Services of type NodePort",
      peers: ["masters", "workers", "pods"],
      forwarded: true,
    },
    { protocol: "tcp", from: ports.kubeProxyMetrics, purpose: "kube-proxy: metrics", peers: ["self"] },
    { protocol: "tcp", from: ports.kubeProxyHealth, purpose: "kube-proxy: health", peers: ["self"] },
  ],
  certificates: () => [
    {
      name,
      authority: "kubernetes",
      commonName: "system:kube-proxy",
      organization: "system:node-proxier",
      uses: ["client_auth"],
    },
  ],
  files: (cluster, values) => [
    publicFile(paths.clusterAuthority, values.authority("kubernetes")),
    certificateFile(`${pki}/kube-proxy.crt`, name, values),
    keyFile(`${pki}/kube-proxy.key`, name, values),
    workerKubeconfig({ cluster, path: kubeconfig, user: "system:kube-proxy", certificate: name }),
    {
      path: file,
      mode: "0600",
      lines: yamlLines(mergeExtraConfig(kubeProxyConfiguration(cluster), cluster.config.kubeProxy.extraConfig)),
    },
  ],
  service: () => ({
    name,
    description: "Kubernetes kube-proxy",
    documentation: "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-proxy/",
    unit: { Wants: "network-online.target", After: ["network-online.target", apiNameUnit], ...neverGiveUp },
    program: `${paths.bin}/${name}`,
    flags: { config: file },
    service: { Type: "exec", Environment: noticesSilence, LimitNOFILE: 65536, OOMScoreAdjust: -999, ...alwaysOn },
    confinement,
  }),
  ready: () => `curl --fail --silent --max-time 5 http://${local(ports.kubeProxyHealth)}/livez`,
  configuration: { section: "kubeProxy", format: "yaml", owned: kubeProxyConfiguration },
};
