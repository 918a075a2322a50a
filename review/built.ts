import { resources } from "../lib/contract/addresses";
import { changeOf, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import type { NodeChange } from "./nodes";
import { asValues } from "./plan";

const wayBack = (key: string, old: string, planned: string) =>
  `Set ${key} back to ${old}. For ${planned}, build a second cluster and move to it`;

/**
 * Findings about the settings for which Terraform replaces every node: the cluster's name, its region and its network.
 */
export function builtDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const [record, rename] = [changedRecord(cluster), renamed(cluster, nodes)];
  return [...record, ...(record.length > 0 ? [] : [...rename, ...moved(cluster, nodes)])];
}

/**
 * The finding for a replaced record of the settings that the cluster was built with. Without that record, Terraform may
 * replace every node (constructs/provisioning/built.ts).
 */
function changedRecord(cluster: PlannedCluster): Finding[] {
  const change = changeOf(cluster, resources.built());
  if (change?.action !== "replace") return [];
  const [old, planned] = [asValues(change.before.input), asValues(change.after.input)];
  return Object.keys(planned)
    .filter((key) => old[key] !== planned[key] && ![old[key], planned[key]].includes(""))
    .map((key) => {
      const [before, after] = [String(old[key]), String(planned[key])];
      const says = `${key} changes from ${before} to ${after} on a cluster that exists: Terraform replaces all nodes at once. ${wayBack(key, before, after)}`;
      return stopping("change-fixed-setting", says);
    });
}

/** The finding for a changed cluster name. The names of machines begin with it. */
function renamed(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  for (const { name } of nodes) {
    const { before, after } = changeOf(cluster, resources.instance({ node: name })) ?? {};
    const [old, planned] = [before, after].map((values) => {
      const tag = asValues(values?.tags).Name;
      return typeof tag === "string" && tag.endsWith(`-${name}`) ? tag.slice(0, -name.length - 1) : undefined;
    });
    if (!old || !planned || old === planned) continue;
    const says = `the cluster is renamed from ${old} to ${planned}: Terraform replaces all nodes at once. ${wayBack("name", old, planned)}`;
    return [stopping("change-fixed-setting", says)];
  }
  return [];
}

/** The finding for changed subnets. The addresses of nodes depend on them. */
function moved(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const moves = nodes.flatMap(({ name, what }) => {
    const { before, after } = changeOf(cluster, resources.instance({ node: name })) ?? {};
    const [old, planned] = [before?.private_ip, after?.private_ip];
    if (what !== "replaced" || typeof old !== "string" || typeof planned !== "string" || old === planned) return [];
    return `${name} from ${old} to ${planned}`;
  });
  if (moves.length === 0) return [];
  const says = `existing nodes move to other subnets: ${moves.join(", ")}. Terraform replaces them all at once. Set network.subnets and network.vpcCidr back. For other subnets, build a second cluster and move to it`;
  return [stopping("change-fixed-setting", says)];
}
