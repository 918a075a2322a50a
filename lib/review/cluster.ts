import { holderOf, Naming } from "./naming";
import { type Block, type Change, type Plan, withoutKeys } from "./plan";

/**
 * The resources of one groundup cluster in a plan: those of the module that its JSON is, or of a construct in a module
 * that somebody's app wrote. They have the names that groundup's own stack gives them.
 */
export interface PlannedCluster {
  /** Address of its module, "" where its JSON is the root. */
  readonly module: string;
  /** Path of its construct, as in names; "" where the stack is groundup's own. */
  readonly construct: string;
  readonly changes: readonly Change[];
  readonly blocks: readonly Block[];
}

/** Clusters, and what somebody else declares beside them. */
export interface Parts {
  readonly clusters: readonly PlannedCluster[];
  readonly foreign: readonly Change[];
}

const ownTypes = /^(aws_|tls_|null_resource$|terraform_data$)/;
const ownNames =
  /^((master|worker)(-\d+)?|first_master|cluster|api|network|security|ssh|pki|scripts|addons|reencrypt|trusted|founders)(_|$)/;

/** Whether a resource is one of those that groundup's JSON declares, by the names that are its contract. */
export const isOwn = ({ type, name }: Pick<Change, "type" | "name">): boolean =>
  ownTypes.test(type) && ownNames.test(name);

/** Finds the clusters of a plan: where there is a node's instance or step, there is one. */
export function partsOf({ changes, blocks }: Plan): Parts {
  const clusters = placesOf(changes).map(({ module, construct }): PlannedCluster => {
    const naming = new Naming(construct);
    const here = changes.filter((change) => change.module === module && !change.deposed);
    return {
      ...{ module, construct },
      changes: here.flatMap((change) => naming.change(change)).filter(isOwn),
      blocks: blocks.filter((block) => block.module === withoutKeys(module)).flatMap((block) => naming.block(block)),
    };
  });
  const own = new Set(clusters.flatMap((cluster) => cluster.changes.map(({ address }) => address)));
  return { clusters, foreign: changes.filter((change) => !own.has(change.address) || change.deposed) };
}

/** Modules and constructs with nodes in them. */
function placesOf(changes: readonly Change[]): Pick<PlannedCluster, "module" | "construct">[] {
  const places = changes.flatMap((change) => {
    const construct = constructOf(change);
    return construct === undefined ? [] : [{ module: change.module, construct }];
  });
  const distinct = new Map(places.map((place) => [JSON.stringify([place.module, place.construct]), place]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}

/** The construct of the cluster that a node's instance or step belongs to; nothing of other resources. */
function constructOf({ type, name }: Change): string | undefined {
  if (type === "aws_instance") return holderOf(name);
  return type === "null_resource" ? holderOf(name.replace(/_update(?=_|$)/, "")) : undefined;
}

/** Of a cluster's changes, which have the names of groundup's own stack. */
const isNodes = (change: Change): boolean => constructOf(change) === "";

/** The change of one resource of a cluster. */
export function changeOf({ changes }: PlannedCluster, type: string, name: string): Change | undefined {
  return changes.find((change) => change.type === type && change.name === name);
}

/** Whether what is there now goes, for good or to be made anew. */
export const goes = (change: Pick<Change, "action"> | undefined): boolean =>
  change?.action === "delete" || change?.action === "replace";

/** Whether it exists before the apply. */
export const isThere = (change: Change | undefined): change is Change =>
  change !== undefined && Object.keys(change.before).length > 0;

/** Every instance goes and none comes. */
export function isDestroyed({ changes }: PlannedCluster): boolean {
  const instances = changes.filter(({ type }) => type === "aws_instance");
  return instances.length > 0 && instances.every(({ action }) => action === "delete");
}

/** Names of the cluster's nodes, those that come and those that go among them: masters first, each role by number. */
export function nodeNames({ changes }: PlannedCluster): string[] {
  const names = changes.filter(isNodes).map(({ name }) => name.replace(/_update$/, ""));
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Names of a role's nodes that have an instance before the apply. */
export function nodesThere(cluster: PlannedCluster, role: Role): string[] {
  return nodeNames(cluster).filter((name) => roleOf(name) === role && isThere(changeOf(cluster, "aws_instance", name)));
}

/** Whether a node leaves the cluster before its instance goes: a step that runs as it is destroyed has it do so. */
export function leavesFirst({ changes }: PlannedCluster, node: string): boolean {
  return changes.some((change) => change.name.endsWith("_leave") && change.key === node && goes(change));
}

export type Role = "master" | "worker";
export const roleOf = (node: string): Role => (node.startsWith("master") ? "master" : "worker");
