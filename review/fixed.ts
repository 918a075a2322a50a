import { resources } from "../lib/contract/addresses";
import { parseRecordedDescription } from "../lib/contract/node-description";
import { paths, unitPath } from "../lib/contract/paths";
import type { PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { isUpdated, type NodeChange } from "./nodes";
import { changeOf } from "./cluster";
import { type Texts, textsOf } from "./records";
import { changedKeys } from "./nodes";

/** A setting that cannot be changed once a cluster is built. */
export interface FixedSetting {
  /** Its name in messages. */
  readonly name: string;
  /** The file that shows it. */
  readonly path: string;
  /** Its value in that file is the first group. */
  readonly pattern: RegExp;
  /** What breaks if it changes. */
  readonly breaks: string;
}

/**
 * The settings that are fixed once a cluster is built. Each is read from a file of a node, or from the cluster's
 * objects.
 */
export const fixedSettings: readonly FixedSetting[] = [
  {
    name: "the range of Services (network.serviceCidr)",
    path: unitPath("kube-apiserver"),
    pattern: /--service-cluster-ip-range=(\S+)/,
    breaks: "every Service keeps an address of the old range, which has no route any more",
  },
  {
    name: "the range of pods (network.podCidr)",
    path: unitPath("kube-controller-manager"),
    pattern: /--cluster-cidr=(\S+)/,
    breaks: "nodes keep their old ranges in Kubernetes, and running pods keep their addresses",
  },
  {
    name: "the address of the cluster's DNS (network.dnsAddress)",
    path: paths.kubeletConfiguration,
    pattern: /clusterDNS:\s*(?:-\s*|\[\s*)"?([0-9a-f.:]+)/,
    breaks: "running pods ask the old address, and Kubernetes refuses to change the address of a Service",
  },
  {
    name: "the cluster's domain (network.clusterDomain)",
    path: paths.kubeletConfiguration,
    pattern: /clusterDomain:\s*"?([^\s"]+)/,
    breaks: "running pods look up names that the cluster's DNS no longer knows",
  },
  {
    name: "the address of the cluster's DNS (network.dnsAddress)",
    path: paths.manifests,
    pattern: /clusterIP:\s*"?([0-9a-f.:]+)/,
    breaks: "Kubernetes refuses to change the address of a Service",
  },
];

/**
 * Findings about changed settings that are fixed once the cluster is built, and about programs for another architecture
 * than the instances'.
 */
export function fixedDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const updated = nodes.filter(isUpdated).map(({ name }) => name);
  const addons = changeOf(cluster, resources.addons());
  const objects = addons && changedKeys(addons).length > 0 ? ["addons"] : [];
  const texts = [...updated, ...objects].map((node) => textsOf(cluster, node));
  const settings = fixedSettings.flatMap((setting) => changesOf(setting, texts));
  return [...new Map(settings.map((finding) => [finding.says, finding])).values(), ...architectureDangers(texts)];
}

function changesOf(
  { name, path, pattern, breaks }: FixedSetting,
  texts: readonly { readonly before: Texts; readonly after: Texts }[],
): Finding[] {
  for (const { before, after } of texts) {
    const [old, planned] = [before[path], after[path]].map((text) => text && pattern.exec(text)?.[1]);
    if (old === planned || before[path] === undefined || after[path] === undefined) continue;
    if (!old || !planned) return [stopping("unknown-values", `${path} does not show ${name} before and after`)];
    const says = `${name} changes from ${old} to ${planned} on a cluster that exists: ${breaks}. Set ${old} again. For ${planned}, build a second cluster and move to it`;
    return [stopping("change-fixed-setting", says)];
  }
  return [];
}

function architectureDangers(texts: readonly { readonly before: Texts; readonly after: Texts }[]): Finding[] {
  for (const { before, after } of texts) {
    const [old, planned] = [before, after].map(
      (files) => parseRecordedDescription(files[paths.nodeDescription] ?? "")?.fixed.architecture,
    );
    if (!old || !planned || old === planned) continue;
    const says = `programs for ${planned} are installed on instances of ${old}, where they cannot start. Set architecture: ${old} again. For ${planned}, build a second cluster and move to it`;
    return [stopping("change-architecture", says)];
  }
  return [];
}
