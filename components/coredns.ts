import type { Cluster } from "../lib/cluster";
import type { Component, Manifest } from "./component";
import { clusterRole, clusterRoleBinding } from "./parts/rbac";
import { namespace, oneAtATime, pinnedImage, pullPolicy, replicatedDeployment } from "./parts/workloads";

const name = "coredns";
const labels = { "k8s-app": "kube-dns" };
const meta = (extra: object = {}) => ({
  name,
  namespace,
  labels: { ...labels, "kubernetes.io/name": "CoreDNS" },
  ...extra,
});

function corefile({ config }: Cluster): string {
  return [
    ".:53 {",
    "    errors",
    "    health {",
    "        lameduck 5s",
    "    }",
    "    ready",
    `    kubernetes ${config.network.clusterDomain} in-addr.arpa ip6.arpa {`,
    "        pods verified",
    "        fallthrough in-addr.arpa ip6.arpa",
    "        ttl 30",
    "    }",
    "    prometheus :9153",
    "    forward . /etc/resolv.conf {",
    "        max_concurrent 1000",
    "    }",
    "    cache 30",
    "    loop",
    "    reload",
    "    loadbalance",
    "}",
    "",
  ].join("\n");
}

const rbac: Manifest[] = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: meta() },
  clusterRole("system:coredns", [
    { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
  ]),
  clusterRoleBinding("system:coredns", "system:coredns", { kind: "ServiceAccount", name, namespace }),
];

function container(cluster: Cluster) {
  return {
    name,
    image: pinnedImage(cluster, `registry.k8s.io/coredns/coredns:${cluster.release.coredns}`),
    imagePullPolicy: pullPolicy(cluster),
    args: ["-conf", "/etc/coredns/Corefile"],
    resources: { requests: { cpu: "100m", memory: "70Mi" }, limits: { memory: "170Mi" } },
    ports: [
      { name: "dns", containerPort: 53, protocol: "UDP" },
      { name: "dns-tcp", containerPort: 53, protocol: "TCP" },
      { name: "metrics", containerPort: 9153, protocol: "TCP" },
    ],
    volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
    livenessProbe: {
      httpGet: { path: "/health", port: 8080 },
      initialDelaySeconds: 60,
      timeoutSeconds: 5,
      failureThreshold: 5,
    },
    readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 2 },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    },
  };
}

function deployment(cluster: Cluster): Manifest {
  return replicatedDeployment(cluster, {
    meta: meta(),
    labels,
    pod: {
      // Use the node's resolver, not the cluster's: CoreDNS forwards external names to it.
      dnsPolicy: "Default",
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      containers: [container(cluster)],
      volumes: [{ name: "config", configMap: { name, items: [{ key: "Corefile", path: "Corefile" }] } }],
    },
  });
}

/** The cluster DNS: the Service at the DNS address and the pods behind it. */
export const coredns: Component = {
  name,
  roles: ["worker"],
  manifests: (cluster) => [
    ...rbac,
    { apiVersion: "v1", kind: "ConfigMap", metadata: meta(), data: { Corefile: corefile(cluster) } },
    deployment(cluster),
    oneAtATime({ meta: meta(), labels }),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace, labels: { ...labels, "kubernetes.io/name": "CoreDNS" } },
      spec: {
        selector: labels,
        clusterIP: cluster.config.network.dnsAddress,
        ports: [
          { name: "dns", port: 53, targetPort: "dns", protocol: "UDP" },
          { name: "dns-tcp", port: 53, targetPort: "dns-tcp", protocol: "TCP" },
          { name: "metrics", port: 9153, targetPort: "metrics", protocol: "TCP" },
        ],
      },
    },
  ],
};
