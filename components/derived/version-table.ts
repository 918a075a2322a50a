import { digestOf } from "../../lib/artifacts";
import { imageDigests } from "../../lib/checksums";
import { planSoftware } from "../../lib/cluster";
import type { ClusterConfig } from "../../lib/config";
import { markdownTable } from "../../lib/render/markdown";
import { kubernetesVersions, type Release, releaseOf } from "../../lib/versions";
import { components } from "../registry";

const programs: Readonly<Record<keyof Release, string>> = {
  kubernetes: "Kubernetes",
  etcd: "etcd",
  containerd: "containerd",
  runc: "runc",
  cniPlugins: "CNI plugins",
  crictl: "crictl",
  pause: "pause",
  coredns: "CoreDNS",
  metricsServer: "metrics-server",
  kubeRouter: "kube-router",
  cloudController: "AWS cloud controller manager (`aws.loadBalancers`)",
};

const architectures: readonly ClusterConfig["architecture"][] = ["amd64", "arm64"];

/**
 * Renders the page of versions: the sets of versions that groundup installs together, and every released file with its
 * digest.
 * @param config any configuration; its versions, architecture and digests have no effect
 */
export function versionDocument(config: ClusterConfig): string {
  const releases = kubernetesVersions.map(releaseOf);
  return [
    "# Versions",
    "",
    "Each column is one set of versions. `kubernetes.version` in the cluster file selects the set.",
    "",
    ...markdownTable(
      ["program", ...releases.map(({ kubernetes }) => kubernetes)],
      Object.entries(programs).map(([key, name]) => [
        name,
        ...releases.map((release) => release[key as keyof Release]),
      ]),
    ),
    "",
    "The files that nodes download, with their SHA-256.",
    "",
    ...markdownTable(["file", "SHA-256"], artifactRows(config)),
    "",
    "groundup pins these images by digest, the SHA-256 of the image index. Nodes pull the other images by tag from registry.k8s.io.",
    "",
    ...markdownTable(
      ["image", "SHA-256"],
      Object.entries(imageDigests).map(([name, sha256]) => [`\`${name}\``, `\`${sha256}\``]),
    ),
    "",
  ].join("\n");
}

function artifactRows(config: ClusterConfig): string[][] {
  const urls = kubernetesVersions.flatMap((version) =>
    architectures.flatMap((architecture) => {
      const software = planSoftware({ ...config, kubernetes: { version }, architecture });
      return components.flatMap((component) => (component.artifacts?.(software) ?? []).map(({ url }) => url));
    }),
  );
  return [...new Set(urls)].map((url) => [`<${url}>`, `\`${digestOf(url, { checksums: {} })}\``]);
}
