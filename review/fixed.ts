import type { PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { isUpdated, type NodeChange } from "./nodes";
import { changeOf } from "./cluster";
import { type Texts, textsOf } from "./records";
import { changedKeys } from "./nodes";

/** A setting that cannot be changed once a cluster is built. */
export interface FixedSetting {
  /** As people call it. */
  readonly name: string;
  /** The file that shows it. */
  readonly path: string;
  /** Its value in that file is the first group. */
  readonly pattern: RegExp;
  /** What breaks when it changes. */
  readonly breaks: string;
}

const units = "/etc/systemd/system";

/** The settings that are fixed once a cluster is built, each where a node or the cluster's objects show it. */
export const fixedSettings: readonly FixedSetting[] = [
  {
    name: "the range of Services (network.serviceCidr)",
    path: `${units}/kube-apiserver.service`,
    pattern: /--service-cluster-ip-range=(\S+)/,
    breaks: "every Service keeps an address of the old range, which nobody routes",
  },
  {
    name: "the range of pods (network.podCidr)",
    path: `${units}/kube-controller-manager.service`,
    pattern: /--cluster-cidr=(\S+)/,
    breaks: "nodes keep their old ranges in Kubernetes, and running pods keep their addresses",
  },
  {
    name: "the issuer of service accounts' tokens",
    path: `${units}/kube-apiserver.service`,
    pattern: /--service-account-issuer=(\S+)/,
    breaks: "the tokens of running pods are refused",
  },
  {
    name: "the address of the cluster's DNS (network.dnsAddress)",
    path: "/etc/kubernetes/kubelet.yaml",
    pattern: /clusterDNS:\s*(?:-\s*|\[\s*)"?([0-9a-f.:]+)/,
    breaks: "running pods ask the old address, and Kubernetes refuses to change the address of a Service",
  },
  {
    name: "the cluster's domain (network.clusterDomain)",
    path: "/etc/kubernetes/kubelet.yaml",
    pattern: /clusterDomain:\s*"?([^\s"]+)/,
    breaks: "running pods look up names that the cluster's DNS no longer knows",
  },
  {
    name: "the address of the cluster's DNS (network.dnsAddress)",
    path: "/run/groundup/addons/manifests.yaml",
    pattern: /clusterIP:\s*"?([0-9a-f.:]+)/,
    breaks: "Kubernetes refuses to change the address of a Service",
  },
];

/** Settings that change although the cluster is built, and programs for another architecture than that of the instances. */
export function fixedDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const updated = nodes.filter(isUpdated).map(({ name }) => name);
  const addons = changeOf(cluster, "null_resource", "addons");
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
    const says = `${name} changes from ${old} to ${planned} on a cluster that is built: ${breaks}. Put ${old} back; for ${planned}, build another cluster and move to it`;
    return [stopping("change-fixed-setting", says)];
  }
  return [];
}

const architecture = /\b(?:linux[/-])(amd64|arm64)\b/;

function architectureDangers(texts: readonly { readonly before: Texts; readonly after: Texts }[]): Finding[] {
  for (const { before, after } of texts) {
    const [old, planned] = [before, after].map(
      (files) => architecture.exec(files["/etc/groundup/node.json"] ?? "")?.[1],
    );
    if (!old || !planned || old === planned) continue;
    const says = `programs for ${planned} are installed on instances of ${old}, where none of them starts. Put architecture: ${old} back; for ${planned}, build another cluster and move to it`;
    return [stopping("change-architecture", says)];
  }
  return [];
}
