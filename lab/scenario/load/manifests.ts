import { podSpec, server } from "../../../verify/manifests";
import { loadNamespace, serviceName } from "./spec";

const labels = { app: serviceName };
const meta = { name: serviceName, namespace: loadNamespace, labels };

/** The namespace of the load. */
export const loadNamespaceManifest = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: loadNamespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
};

/** Replicas on different nodes if possible. A pod that is being deleted serves until every node knows. */
function deployment(image: string) {
  const spread = {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "DoNotSchedule",
    nodeTaintsPolicy: "Honor",
    labelSelector: { matchLabels: labels },
  };
  const lifecycle = { preStop: { sleep: { seconds: 5 } } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: meta,
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels },
        spec: podSpec([server({ image }, { lifecycle })], {
          terminationGracePeriodSeconds: 10,
          topologySpreadConstraints: [spread],
        }),
      },
    },
  };
}

/**
 * An HTTP service with the recommended settings: two replicas, of which one at a time may be evicted.
 * @param type of the Service; LoadBalancer includes a NodePort.
 */
export function serviceManifests(image: string, type: "NodePort" | "LoadBalancer") {
  const items = [
    deployment(image),
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: meta,
      spec: { minAvailable: 1, selector: { matchLabels: labels } },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta,
      spec: { type, selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
    },
  ];
  return { apiVersion: "v1", kind: "List", items };
}
