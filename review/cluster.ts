import { hasOwnRoot, resources } from "../lib/contract/addresses";
import type { Resource } from "../lib/contract/naming";
import { type Role, roleOf } from "../lib/contract/node-name";
import { namedBlock, namedChange } from "./naming";
import { type Block, type Change, type Plan, withoutKeys } from "./plan";
import { placesOf } from "./recognise";

/**
 * The resources of one groundup cluster in a plan. The cluster is the module that contains groundup's JSON, or a
 * construct in a module of a user's own app. The resources have the names of groundup's own stack.
 */
export interface PlannedCluster {
  /** Address of the cluster's module; "" if groundup's JSON is the root module. */
  readonly module: string;
  /** Path of the cluster's construct, as in names; "" if the stack is groundup's own. */
  readonly construct: string;
  readonly changes: readonly Change[];
  /** What was changed outside Terraform since the last apply. */
  readonly drift: readonly Change[];
  readonly blocks: readonly Block[];
}

/** The parts of a plan: the clusters, and all other resources. */
export interface Parts {
  readonly clusters: readonly PlannedCluster[];
  readonly foreign: readonly Change[];
  readonly foreignDrift: readonly Change[];
}

const ownTypes = /^(aws_|tls_|null_resource$|terraform_data$)/;

/** Whether a resource is one that groundup's JSON declares, by its name. */
export const isOwn = (resource: Resource): boolean => ownTypes.test(resource.type) && hasOwnRoot(resource);

/** Finds the clusters of a plan, and gives their resources the names of groundup's own stack. */
export function partsOf(plan: Plan): Parts {
  const clusters = placesOf(plan).map(({ module, construct, ownName }): PlannedCluster => {
    const own = (changes: readonly Change[]) =>
      changes
        .filter((change) => change.module === module && !change.deposed)
        .flatMap((change) => namedChange(change, ownName))
        .filter(isOwn);
    return {
      ...{ module, construct },
      changes: own(plan.changes),
      drift: own(plan.drift),
      blocks: plan.blocks
        .filter((block) => block.module === withoutKeys(module))
        .flatMap((block) => namedBlock(block, ownName))
        .filter(isOwn),
    };
  });
  const own = new Set(clusters.flatMap(({ changes, drift }) => [...changes, ...drift].map(({ address }) => address)));
  const foreign = (changes: readonly Change[]) => changes.filter((it) => !own.has(it.address) || it.deposed);
  return { clusters, foreign: foreign(plan.changes), foreignDrift: foreign(plan.drift) };
}

/** The node of an instance or a step; undefined if it is neither. */
const nodeOf = (resource: Resource): string | undefined =>
  [resources.instance, resources.join, resources.update].map((kind) => kind.parse(resource)?.node).find(Boolean);

/** The change of one resource of a cluster. */
export function changeOf({ changes }: PlannedCluster, { type, name }: Resource): Change | undefined {
  return changes.find((change) => change.type === type && change.name === name);
}

/** Whether the present object is removed, for good or to be created again. */
export const goes = (change: Pick<Change, "action"> | undefined): boolean =>
  change?.action === "delete" || change?.action === "replace";

/** Whether a resource exists before the apply, as far as Terraform knows. */
export const isThere = (change: Change | undefined): change is Change =>
  change !== undefined && change.action !== "create";

/** Whether the plan destroys the cluster: it removes every instance and creates none. */
export function isDestroyed({ changes }: PlannedCluster): boolean {
  const instances = changes.filter(({ type }) => type === "aws_instance");
  return instances.length > 0 && instances.every(({ action }) => action === "delete");
}

/** Whether everything that the cluster had in AWS is missing there. */
export function isElsewhere(cluster: PlannedCluster): boolean {
  const inAws = cluster.changes.filter(({ type }) => type.startsWith("aws_"));
  const before = [...nodesBefore(cluster, "master"), ...nodesBefore(cluster, "worker")];
  return inAws.length > 0 && before.length > 0 && !inAws.some(isThere);
}

/** Names of the cluster's nodes, including new and removed ones: masters first, each role by number. */
export function nodeNames({ changes, drift }: PlannedCluster): string[] {
  const names = [...changes, ...drift].flatMap((change) => nodeOf(change) ?? []);
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Names of a role's nodes that have an instance before the apply. */
export function nodesThere(cluster: PlannedCluster, role: Role): string[] {
  return nodeNames(cluster).filter(
    (name) => roleOf(name) === role && isThere(changeOf(cluster, resources.instance({ node: name }))),
  );
}

/**
 * Whether a node's instance is missing in AWS: Terraform found it missing, or the state has its steps but not the
 * instance.
 */
export function isLost(cluster: PlannedCluster, node: string): boolean {
  const instance = changeOf(cluster, resources.instance({ node }));
  if (isThere(instance)) return false;
  const { changes, drift } = cluster;
  if (drift.some((change) => resources.instance.parse(change)?.node === node && change.action === "delete"))
    return true;
  const ofNode = [resources.join, resources.update, resources.nodeFiles];
  const traces = changes.filter(
    (change) => ofNode.some((kind) => kind.parse(change)?.node === node) || isLeaveOf(change, node),
  );
  return instance !== undefined && traces.some(isThere);
}

/** Names of a role's nodes that an earlier apply created, whether or not they still exist. */
export function nodesBefore(cluster: PlannedCluster, role: Role): string[] {
  return nodeNames(cluster).filter(
    (name) =>
      roleOf(name) === role &&
      (isThere(changeOf(cluster, resources.instance({ node: name }))) || isLost(cluster, name)),
  );
}

/** Whether a resource is the leave of a node. */
const isLeaveOf = (change: Change, node: string): boolean =>
  change.key === node && (resources.leave.parse(change) ?? resources.firstMasterLeave.parse(change)) !== undefined;

/**
 * Whether a node leaves the cluster before its instance is destroyed. The destroy provisioner of its leave step does
 * that. Terraform runs this provisioner if the node leaves the `for_each` of a block, but not if the block itself is
 * gone from the configuration. Masters hand nothing over once they were told that the cluster ends; `terraform destroy
 * -target` of a node tells them so too.
 */
export function leavesFirst(cluster: PlannedCluster, node: string): boolean {
  const { changes, blocks } = cluster;
  if (goes(changeOf(cluster, resources.clusterEnd()))) return false;
  return changes.some(
    (change) =>
      isLeaveOf(change, node) &&
      goes(change) &&
      blocks.some(({ type, name }) => type === change.type && name === change.name),
  );
}
