import type { Cluster } from "../lib/cluster";
import { nodePorts, ports } from "../lib/contract/paths";
import { type Flags, renderFlags } from "../lib/render/flags";
import type { Component, Manifest } from "./component";
import { clusterRole, clusterRoleBinding } from "./parts/rbac";
import { generationsAnnotation, namespace, pinnedImage, pullPolicy } from "./parts/workloads";

const name = "kube-router";
const labels = { "k8s-app": name };
const meta = { name, namespace, labels };
const account = { kind: "ServiceAccount", name, namespace } as const;

/** The port of its health checks, on loopback. */
const healthPort = ports.kubeRouterHealth;

const readVerbs = ["list", "watch"];

const rbac: Manifest[] = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: meta },
  clusterRole("system:kube-router", [
    // kube-router starts all its informers, even for parts that are turned off.
    { apiGroups: [""], resources: ["pods", "namespaces", "services"], verbs: readVerbs },
    { apiGroups: [""], resources: ["nodes"], verbs: ["get", ...readVerbs] },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: readVerbs },
    { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: readVerbs },
  ]),
  clusterRoleBinding("system:kube-router", "system:kube-router", account),
];

const flags = ({ config }: Cluster): Flags => ({
  "run-firewall": true,
  "run-router": false,
  "run-service-proxy": false,
  "enable-cni": false,
  "hostname-override": "$(NODE)",
  "service-cluster-ip-range": config.network.serviceCidr,
  "service-node-port-range": `${nodePorts.from}-${nodePorts.to}`,
  // The longest time that pods stay closed after somebody has removed all rules from a node's packet filter.
  "iptables-sync-period": "15s",
  "health-addr": "127.0.0.1",
  "health-port": healthPort,
});

function container(cluster: Cluster) {
  const probe = { httpGet: { host: "127.0.0.1", path: "/healthz", port: healthPort }, timeoutSeconds: 5 };
  return {
    name,
    image: pinnedImage(cluster, `docker.io/cloudnativelabs/kube-router:${cluster.release.kubeRouter}`),
    imagePullPolicy: pullPolicy(cluster),
    args: renderFlags(flags(cluster)),
    env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
    resources: { requests: { cpu: "25m", memory: "64Mi" }, limits: { memory: "512Mi" } },
    readinessProbe: { ...probe, periodSeconds: 3 },
    livenessProbe: { ...probe, initialDelaySeconds: 30, periodSeconds: 10, failureThreshold: 6 },
    // It may change only the node's packet filter. Its root file system is not read-only, because the image selects one
    // of two iptables versions by links in it.
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"], add: ["NET_ADMIN", "NET_RAW"] },
    },
  };
}

/**
 * Enforces NetworkPolicies on every worker, whatever its taints. Only kube-router's firewall runs, without its routes
 * and Services.
 */
export const kubeRouter: Component = {
  name,
  roles: ["worker"],
  ports: ({ config }) =>
    config.networkPolicy
      ? [{ protocol: "tcp", from: healthPort, purpose: "kube-router: health", peers: ["self"] }]
      : [],
  manifests: (cluster) => [
    ...rbac,
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: meta,
      spec: {
        selector: { matchLabels: labels },
        // Its rules stay in the packet filter while its pod is replaced.
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "20%" } },
        template: {
          metadata: { labels, annotations: generationsAnnotation(cluster) },
          spec: {
            serviceAccountName: name,
            priorityClassName: "system-node-critical",
            hostNetwork: true,
            nodeSelector: { "kubernetes.io/os": "linux" },
            tolerations: [{ operator: "Exists" }],
            securityContext: { seccompProfile: { type: "RuntimeDefault" } },
            containers: [container(cluster)],
          },
        },
      },
    },
  ],
  optional: {
    key: "networkPolicy",
    wanted: ({ config }) => config.networkPolicy,
    usedBy: { resource: "networkpolicies.networking.k8s.io" },
  },
};
