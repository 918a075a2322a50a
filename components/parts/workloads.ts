import { imageDigestOf } from "../../lib/artifacts";
import type { Cluster, Software } from "../../lib/cluster";
import type { Manifest } from "../component";

/** The namespace of the cluster's own objects. */
export const namespace = "kube-system";

/** The priority of pods that the whole cluster needs. */
const criticalPriority = "system-cluster-critical";

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
const twoReplicas = ({ workers }: Cluster) => Math.min(2, workers.length);

/**
 * Keeps the replicas on different nodes. At first boot and after a drain, a replica waits for the second node instead
 * of sharing one permanently.
 */
const onDifferentNodes = (cluster: Cluster, labels: Readonly<Record<string, string>>) => [
  {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "DoNotSchedule",
    minDomains: twoReplicas(cluster),
    matchLabelKeys: ["pod-template-hash"],
    labelSelector: { matchLabels: labels },
  },
];

/** A user id other than root. This user owns nothing on nodes. */
const nobody = 65532;

/** The security context of a pod that needs nothing of its node. */
export const confinedPod = {
  runAsNonRoot: true,
  runAsUser: nobody,
  runAsGroup: nobody,
  fsGroup: nobody,
  seccompProfile: { type: "RuntimeDefault" },
} as const;

/** The security context of a container in such a pod. */
export const confinedContainer = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
} as const;

/** A workload of the cluster's own that runs twice. */
export interface Replicated {
  /** The metadata of its objects; the name is that of its ServiceAccount too. */
  readonly meta: { readonly name: string };
  /** The labels by which its pods are selected. */
  readonly labels: Readonly<Record<string, string>>;
  /** What is particular about its pods. */
  readonly pod: {
    /** @default the cluster's own DNS */
    readonly dnsPolicy?: "Default";
    readonly securityContext: object;
    readonly containers: readonly object[];
    readonly volumes: readonly object[];
  };
}

/** A Deployment with two replicas on different nodes, which are replaced one at a time. */
export function replicatedDeployment(cluster: Cluster, { meta, labels, pod }: Replicated): Manifest {
  const { dnsPolicy, ...rest } = pod;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: meta,
    spec: {
      replicas: twoReplicas(cluster),
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: generationsAnnotation(cluster) },
        spec: {
          serviceAccountName: meta.name,
          priorityClassName: criticalPriority,
          ...(dnsPolicy && { dnsPolicy }),
          nodeSelector: { "kubernetes.io/os": "linux" },
          tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
          topologySpreadConstraints: onDifferentNodes(cluster, labels),
          ...rest,
        },
      },
    },
  };
}

/** A PodDisruptionBudget: a drain evicts one replica at a time. */
export function oneAtATime({ meta, labels }: Pick<Replicated, "meta" | "labels">): Manifest {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: meta,
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  };
}
