/** A pod of the truth table: nine of them, in three namespaces (Kubernetes' own tests, test/e2e/network/netpol). */
export interface Place {
  readonly namespace: string;
  readonly pod: string;
}

/** A way that every pod tries to every pod. */
export interface Way {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  /** By which policies may name it. */
  readonly name: string;
}

export const namespaces = ["policy-x", "policy-y", "policy-z"] as const;
const names = ["a", "b", "c"] as const;

/** All pods, in their order. */
export const places: readonly Place[] = namespaces.flatMap((namespace) => names.map((pod) => ({ namespace, pod })));

export const ways: readonly Way[] = [
  { protocol: "tcp", port: 8080, name: "serve-80" },
  { protocol: "tcp", port: 8081, name: "serve-81" },
  { protocol: "udp", port: 8080, name: "udp-80" },
];

/** Label by which policies name namespaces: `ns: x`. */
export const namespaceLabel = (namespace: string) => namespace.replace("policy-", "");

/** One container for each port. agnhost is ready only once it answers UDP as well. */
const container = (image: string, port: number) => ({
  name: `serve-${port}`,
  image,
  imagePullPolicy: "IfNotPresent",
  command: ["/agnhost", "netexec", `--http-port=${port}`, `--udp-port=${port}`],
  ports: ways
    .filter((way) => way.port === port)
    .map(({ name, protocol }) => ({ name, containerPort: port, protocol: protocol.toUpperCase() })),
  resources: { requests: { cpu: "5m", memory: "16Mi" } },
  readinessProbe: { httpGet: { path: "/readyz", port }, periodSeconds: 1, timeoutSeconds: 5 },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
});

const podSpec = (image: string, node: string) => ({
  // By the scheduler, which sends no pods to a node that is drained.
  nodeSelector: { "kubernetes.io/hostname": node },
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: 1,
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
  containers: [container(image, 8080), container(image, 8081)],
});

/**
 * Namespaces and Deployments of one replica each: a pod that a reboot or a drain ends comes back.
 * @param nodes on which the pods stand, in turn: pairs on one node, and on two
 */
export function podManifests(image: string, nodes: readonly string[]) {
  const spaces = namespaces.map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels: { ns: namespaceLabel(name), "pod-security.kubernetes.io/enforce": "restricted" },
    },
  }));
  const pods = places.map(({ namespace, pod }, index) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: pod, namespace },
    spec: {
      selector: { matchLabels: { pod } },
      strategy: { type: "Recreate" },
      template: { metadata: { labels: { pod } }, spec: podSpec(image, nodes[index % nodes.length]!) },
    },
  }));
  return { apiVersion: "v1", kind: "List", items: [...spaces, ...pods] };
}
