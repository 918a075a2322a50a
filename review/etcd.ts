import { resources } from "../lib/contract/addresses";
import { changeOf, goes, isThere, leavesFirst, nodesBefore, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { isMade, type NodeChange } from "./nodes";

/** The remedy: the page that describes the recovery. */
const restore = "To recover, restore a snapshot: docs/operations.md, Restore etcd";

/** What happens to the members of etcd. */
export interface Members {
  /** Masters that an earlier apply created. */
  readonly before: readonly string[];
  /** Masters whose machine changes. */
  readonly gone: readonly NodeChange[];
  /** Masters that have left etcd when their machine is removed. */
  readonly leaving: readonly NodeChange[];
  /** Members that continue. */
  readonly left: number;
  /** How many members etcd needs, once the leaving ones have left. */
  readonly needed: number;
}

/** A master whose machine is missing, removed, stopped, or changed in an unknown way. */
const ends: readonly NodeChange["what"][] = ["replaced", "removed", "lost", "stopped", "unknown"];

/** Counts the members of etcd. A member that is dead when others leave still counts for the quorum. */
export function membersOf(cluster: PlannedCluster, nodes: readonly NodeChange[]): Members {
  const before = nodesBefore(cluster, "master");
  const gone = nodes.filter(({ name, what }) => before.includes(name) && ends.includes(what));
  const leaving = gone.filter(({ name, what }) => what !== "lost" && leavesFirst(cluster, name));
  const needed = Math.floor((before.length - leaving.length) / 2) + 1;
  return { before, gone, leaving, left: before.length - gone.length, needed };
}

/**
 * Findings about the loss of etcd. Terraform destroys instances all at once, so the number of remaining members decides
 * whether etcd survives.
 */
export function etcdDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  return [...memberDangers(cluster, nodes), ...volumeDangers(cluster, nodes), ...foundingDangers(cluster, nodes)];
}

function memberDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const { before, gone, left, needed } = membersOf(cluster, nodes);
  if (gone.length === 0) return [];
  if (gone.length === before.length) return withoutMembers(cluster, gone);
  if (left < needed) {
    const says = `${names(gone)} of ${before.length} masters ${ways(gone)}: etcd needs ${needed} members and keeps ${left}, so the API stops for good. ${restore}`;
    return [stopping("lose-quorum", says)];
  }
  const replaced = gone.filter(({ what }) => what === "replaced");
  const made = gone.filter(isMade);
  if (replaced.length <= 1 && made.length <= (before.length - 1) / 2) return [];
  const says = `${names(made)} of ${before.length} masters get new instances at the same time. Each master leaves etcd through another master, which may be leaving as well, so the apply fails half-way. New members join while etcd may have no majority. Replace one master, apply, then replace the next (terraform plan -replace)`;
  return [stopping("lose-quorum", says)];
}

/** The finding if no member continues. */
function withoutMembers(cluster: PlannedCluster, gone: readonly NodeChange[]): Finding[] {
  const kept = gone.every(({ name }) => keepsData(cluster, name));
  if (kept && gone.length === 1) return [];
  if (kept) {
    const says = `${names(gone)}: all masters ${ways(gone)}, with etcd's data on volumes that stay. No master is left that could answer for the others. Replace one master, apply, then replace the next`;
    return [stopping("lose-quorum", says)];
  }
  const all = gone.length === 1 ? "the only master" : "all masters";
  const says = `${names(gone)}: ${all} ${ways(gone)}, and etcd's data with the instances, so all objects of the cluster are lost. ${restore}`;
  return [stopping("destroy-etcd-data", says)];
}

/**
 * The finding if there are workers but no master. Masters that are created now found an empty cluster next to these
 * workers.
 */
function foundingDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const founded = nodes.some(({ role, what }) => role === "master" && what === "created");
  if (!founded || nodesBefore(cluster, "master").length > 0 || nodesBefore(cluster, "worker").length === 0) return [];
  const says = `workers exist and no master does: new masters create an empty cluster. Allow this only if the first apply of this cluster failed. ${restore}`;
  return [stopping("destroy-etcd-data", says)];
}

const volumeOf = (cluster: PlannedCluster, master: string) => changeOf(cluster, resources.etcdVolume({ node: master }));

/** Whether its etcd data is on a volume that stays when its instance is removed. */
function keepsData(cluster: PlannedCluster, master: string): boolean {
  return volumeOf(cluster, master)?.action === "none" || volumeOf(cluster, master)?.action === "update";
}

/** Findings about removed etcd volumes. The data is lost with the volume, unless its member has left. */
function volumeDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const { before, leaving } = membersOf(cluster, nodes);
  const emptied = before.filter((name) => {
    const volume = volumeOf(cluster, name);
    const loses = isThere(volume) && !["none", "update"].includes(volume.action);
    return (
      loses &&
      !leaving.some((node) => node.name === name) &&
      !goes(changeOf(cluster, resources.instance({ node: name })))
    );
  });
  if (emptied.length === 0) return [];
  const says = `${emptied.join(", ")}: etcd's volume is destroyed with its data, and Terraform stops the instance for this. ${restore}`;
  return [stopping("destroy-etcd-data", says)];
}

const names = (nodes: readonly NodeChange[]) => nodes.map(({ name }) => name).join(", ");

const words: Partial<Record<NodeChange["what"], string>> = {
  replaced: "are replaced",
  removed: "are destroyed",
  lost: "are missing in AWS",
  stopped: "are stopped",
  unknown: "change in an unknown way",
};

/** The changes of machines, as a part of a sentence. */
function ways(nodes: readonly NodeChange[]): string {
  const found = [...new Set(nodes.map(({ what }) => words[what]!))].join(" or ");
  return nodes.length === 1 ? found.replaceAll(/\bare\b/g, "is").replace("change in", "changes in") : found;
}
