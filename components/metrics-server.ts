import type { ApplyTimeValues, Cluster } from "../lib/cluster";
import { renderFlags } from "../lib/render/flags";
import type { Component, Manifest } from "./component";
import { clusterRole, clusterRoleBinding, roleBinding } from "./parts/rbac";
import { cipherSuites, tlsMinVersion } from "./parts/tls";
import {
  confinedContainer,
  confinedPod,
  namespace,
  oneAtATime,
  pinnedImage,
  pullPolicy,
  replicatedDeployment,
} from "./parts/workloads";

const name = "metrics-server";
const labels = { "k8s-app": name };
const account = { kind: "ServiceAccount", name, namespace } as const;
const meta = { name, namespace, labels };

/** The port of the pods. API servers connect to it directly, not to the Service's port. */
const port = 10250;

/** The folder where its certificate and key are mounted. */
const tlsFolder = "/etc/metrics-server";

const api = { group: "metrics.k8s.io", version: "v1beta1" };

const rbac: Manifest[] = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: meta },
  clusterRole(`system:${name}`, [
    { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
    { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
  ]),
  clusterRoleBinding(`system:${name}`, `system:${name}`, account),
  // metrics-server asks an API server to authenticate and authorize its clients. They are clients of the API servers.
  clusterRoleBinding(`${name}:system:auth-delegator`, "system:auth-delegator", account),
  roleBinding(namespace, `${name}-auth-reader`, "extension-apiserver-authentication-reader", account),
  clusterRole(
    "system:aggregated-metrics-reader",
    [{ apiGroups: [api.group], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] }],
    Object.fromEntries(
      ["view", "edit", "admin"].map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, "true"]),
    ),
  ),
];

const flags = {
  "secure-port": port,
  "tls-cert-file": `${tlsFolder}/tls.crt`,
  "tls-private-key-file": `${tlsFolder}/tls.key`,
  "tls-min-version": tlsMinVersion,
  "tls-cipher-suites": cipherSuites,
  // The kubelets' serving certificates are from the cluster's CA. Every service account has the CA's certificate.
  "kubelet-certificate-authority": "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
  "kubelet-preferred-address-types": "InternalIP",
  "kubelet-use-node-status-port": true,
  "metric-resolution": "15s",
};

/**
 * The resource requests and limits, by metrics-server's README, "Scaling": 2 MiB for each node. They grow in steps of a
 * hundred nodes, so that one more worker does not replace the pods. Measured with two nodes: 17 MiB and 5m.
 */
function resources({ workers }: Cluster) {
  const hundreds = Math.ceil(workers.length / 100);
  return {
    requests: { cpu: `${50 * hundreds}m`, memory: `${100 * hundreds}Mi` },
    limits: { memory: `${300 * hundreds}Mi` },
  };
}

function container(cluster: Cluster) {
  const probe = (path: string) => ({ httpGet: { path, port: "https", scheme: "HTTPS" } });
  return {
    name,
    image: pinnedImage(cluster, `registry.k8s.io/metrics-server/metrics-server:${cluster.release.metricsServer}`),
    imagePullPolicy: pullPolicy(cluster),
    args: renderFlags(flags),
    resources: resources(cluster),
    ports: [{ name: "https", containerPort: port, protocol: "TCP" }],
    volumeMounts: [{ name: "tls", mountPath: tlsFolder, readOnly: true }],
    // It becomes ready after it has read the kubelets twice.
    readinessProbe: { ...probe("/readyz"), periodSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...probe("/livez"), initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5 },
    securityContext: confinedContainer,
  };
}

function deployment(cluster: Cluster): Manifest {
  return replicatedDeployment(cluster, {
    meta,
    labels,
    pod: {
      securityContext: confinedPod,
      containers: [container(cluster)],
      volumes: [{ name: "tls", secret: { secretName: name, defaultMode: 0o440 } }],
    },
  });
}

/**
 * The objects of the aggregated API. API servers find metrics-server by its Service, and verify its certificate with
 * the cluster's CA.
 */
function aggregation(values: ApplyTimeValues): Manifest[] {
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: meta,
      type: "kubernetes.io/tls",
      data: {
        "tls.crt": values.base64(values.certificate(name)),
        "tls.key": values.base64(values.privateKey(name)),
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta,
      spec: { selector: labels, ports: [{ name: "https", port: 443, targetPort: "https", protocol: "TCP" }] },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: `${api.version}.${api.group}` },
      spec: {
        ...api,
        groupPriorityMinimum: 100,
        versionPriority: 100,
        service: { name, namespace, port: 443 },
        caBundle: values.base64(values.authority("kubernetes")),
      },
    },
  ];
}

/** The current resource usage of nodes and pods, for `kubectl top` and the HorizontalPodAutoscaler. */
export const metricsServer: Component = {
  name,
  roles: ["worker"],
  certificates: ({ config }) =>
    config.metrics
      ? [
          {
            name,
            authority: "kubernetes",
            commonName: name,
            dnsNames: [`${name}.${namespace}.svc`],
            uses: ["server_auth"],
          },
        ]
      : [],
  manifests: (cluster, values) => [...rbac, ...aggregation(values), deployment(cluster), oneAtATime({ meta, labels })],
  optional: {
    key: "metrics",
    wanted: ({ config }) => config.metrics,
    usedBy: {
      resource: "horizontalpodautoscalers.autoscaling",
      filter: 'any(.spec.metrics[]?; .type == "Resource" or .type == "ContainerResource")',
    },
  },
};
