import { imageDigestOf } from "../lib/artifacts";
import type { Cluster, Software } from "../lib/cluster";

/** The namespace of the cluster's own objects. */
export const namespace = "kube-system";

/** The priority of pods that the whole cluster needs. */
export const criticalPriority = "system-cluster-critical";

/**
 * An image reference for a pod. It contains the digest if one is known, so that a registry cannot serve another image.
 * Images from archives have no digest of a registry (docs/decisions/0016); the archive itself is pinned.
 * @param name the image with its tag: `registry.k8s.io/coredns/coredns:v1.14.6`
 */
export function pinnedImage({ config }: Software, name: string): string {
  if (config.artifacts.imageArchives.length > 0) return name;
  const digest = imageDigestOf(name, config.artifacts);
  return digest ? `${name}@sha256:${digest}` : name;
}

/** The pull policy. Images from archives are in no registry, so a pull would fail. */
export const pullPolicy = ({ config }: Software) =>
  config.artifacts.imageArchives.length > 0 ? "IfNotPresent" : "Always";

/**
 * An annotation with the generations of the CAs and of the token key that a pod uses. A running pod keeps the files it
 * started with. When the annotation changes, Kubernetes replaces the pod.
 */
export function generationsAnnotation({ config }: Cluster): Record<string, string> {
  const { kubernetes, serviceAccount } = config.certificates.generations;
  return {
    "groundup/generations": `kubernetes ${kubernetes.join(",")}; service-account ${serviceAccount.join(",")}`,
  };
}

/** The number of replicas: two, or one if there is only one worker. */
export const twoReplicas = ({ workers }: Cluster) => Math.min(2, workers.length);

/**
 * Keeps the replicas on different nodes. At first boot and after a drain, a replica waits for the second node instead
 * of sharing one permanently.
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
