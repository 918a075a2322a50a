import { imageDigestOf } from "../lib/artifacts";
import type { Cluster, Software } from "../lib/cluster";

/** Where the cluster's own objects live. */
export const namespace = "kube-system";

/** Priority of what the whole cluster needs. */
export const criticalPriority = "system-cluster-critical";

/**
 * An image as a pod names it: with its digest where one is known, so that a registry cannot serve another one. Images
 * that came as archives have no registry's digest (docs/decisions/0016), and the archive itself is pinned.
 * @param name with its tag: `registry.k8s.io/coredns/coredns:v1.14.6`
 */
export function pinnedImage({ config }: Software, name: string): string {
  if (config.artifacts.imageArchives.length > 0) return name;
  const digest = imageDigestOf(name, config.artifacts);
  return digest ? `${name}@sha256:${digest}` : name;
}

/** Images that came as archives are in no registry that a pull could ask. */
export const pullPolicy = ({ config }: Software) =>
  config.artifacts.imageArchives.length > 0 ? "IfNotPresent" : "Always";

/**
 * The generations of what a pod trusts and of its token's key, as an annotation: a running pod keeps those that it
 * started with, so another annotation has Kubernetes replace it.
 */
export function generationsAnnotation({ config }: Cluster): Record<string, string> {
  const { kubernetes, serviceAccount } = config.certificates.generations;
  return {
    "groundup/generations": `kubernetes ${kubernetes.join(",")}; service-account ${serviceAccount.join(",")}`,
  };
}

/** Two replicas, where there are two workers. */
export const twoReplicas = ({ workers }: Cluster) => Math.min(2, workers.length);

/**
 * Keeps the replicas on different nodes. A replica waits for the second node, at first boot and after a drain, rather
 * than to share one for good.
 */
export const onDifferentNodes = (cluster: Cluster, labels: Readonly<Record<string, string>>) => [
  {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "DoNotSchedule",
    minDomains: twoReplicas(cluster),
    matchLabelKeys: ["pod-template-hash"],
    labelSelector: { matchLabels: labels },
  },
];
