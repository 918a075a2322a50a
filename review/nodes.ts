import { resources } from "../lib/contract/addresses";
import { type Role, roleOf } from "../lib/contract/node-name";
import { triggerKeys } from "../lib/contract/triggers";
import { changeOf, goes, isLost, leavesFirst, nodeNames, type PlannedCluster } from "./cluster";
import { asValues, type Change } from "./plan";
import { descriptionsOf } from "./records";

/** What a plan does to one node. */
export interface NodeChange {
  readonly name: string;
  readonly role: Role;
  /**
   * `lost`: the node's instance is missing in AWS. `forgotten`: the node stays, but Terraform no longer knows it.
   * `stopped`: the node's services are stopped, and its instance stays. `repeated`: the node's step runs, and the plan
   * does not show what it changes, as after an apply that did not finish.
   */
  readonly what:
    "created" | "replaced" | "removed" | "lost" | "forgotten" | "stopped" | "changed" | "repeated" | "unknown";
  /** Files and artifacts ("artifact kubelet") that change on a node that stays, sorted. */
  readonly changed: readonly string[];
  /** Units that restart, in order; undefined if no record shows which files they have. @default unknown */
  readonly restarts?: readonly string[];
  /** Whether the node is cordoned and drained first. */
  readonly drained: boolean;
}

/** Whether the node's instance is removed, for good or to be replaced. */
export const isGoing = ({ what }: Pick<NodeChange, "what">): boolean => what === "replaced" || what === "removed";

/** Whether the node gets a new instance. */
export const isMade = ({ what }: Pick<NodeChange, "what">): boolean =>
  what === "created" || what === "replaced" || what === "lost";

/** Whether a step changes the node while it runs. */
export const isUpdated = ({ what }: Pick<NodeChange, "what">): boolean => what === "changed" || what === "repeated";

/** The nodes that a plan concerns, masters first. */
export function nodeChanges(cluster: PlannedCluster): NodeChange[] {
  return nodeNames(cluster).flatMap((name) => nodeChange(cluster, name) ?? []);
}

function nodeChange(cluster: PlannedCluster, name: string): NodeChange | undefined {
  const node = { name, role: roleOf(name), changed: [], drained: false };
  const machine = machineChange(cluster, name);
  if (machine) {
    const drained = node.role === "worker" && isGoing({ what: machine }) && leavesFirst(cluster, name);
    return { ...node, what: machine, drained };
  }
  const steps = [resources.update, resources.join].map((step) => changeOf(cluster, step({ node: name })));
  const step = steps.find(runs);
  if (!step) return undefined;
  const changed = changedKeys(step).filter((key) => key !== triggerKeys.instance && key !== triggerKeys.leave);
  const isWorker = node.role === "worker";
  // If nothing says what changes, assume the worst.
  if (changed.length === 0) return { ...node, what: "repeated", drained: isWorker };
  const restarts = restartsOf(cluster, node.role, changed);
  const drained = isWorker && (restarts?.some((it) => it.disruptsPods) ?? true);
  return { ...node, what: "changed", changed, restarts: restarts?.map(({ unit }) => unit), drained };
}

/** Whether a step runs in this apply, as far as the plan shows. */
const runs = (step: Change | undefined): step is Change =>
  step !== undefined && !["none", "delete", "forget"].includes(step.action);

/** The change of a node's machine; undefined if there is none. */
function machineChange(cluster: PlannedCluster, name: string): NodeChange["what"] | undefined {
  if (isLost(cluster, name)) return "lost";
  const instance = changeOf(cluster, resources.instance({ node: name }));
  const what = instance && machineActions[instance.action];
  return what ?? (stops(cluster, name) ? "stopped" : undefined);
}

const machineActions: Partial<Record<Change["action"], NodeChange["what"]>> = {
  create: "created",
  replace: "replaced",
  delete: "removed",
  forget: "forgotten",
  unknown: "unknown",
};

/**
 * Whether a node's services are stopped. A leaving node stops its services. If a volume is detached or removed,
 * Terraform stops the instance first.
 */
function stops(cluster: PlannedCluster, name: string): boolean {
  const volume = [resources.etcdVolume, resources.etcdVolumeAttachment];
  return leavesFirst(cluster, name) || volume.some((kind) => goes(changeOf(cluster, kind({ node: name }))));
}

/**
 * The keys of a step's triggers that change, or that only the apply knows. A new or removed step has none to compare.
 */
export function changedKeys({ action, before, after, unknown }: Change): string[] {
  if (action !== "replace") return [];
  const [old, planned] = [asValues(before.triggers), asValues(after.triggers)];
  const later = Object.keys(asValues(unknown.triggers));
  const keys = new Set([...Object.keys(old), ...Object.keys(planned), ...later]);
  return [...keys].filter((key) => old[key] !== planned[key]).sort();
}

function restartsOf(cluster: PlannedCluster, role: Role, changed: readonly string[]) {
  const { before, after } = descriptionsOf(cluster, role);
  return (after ?? before)?.units.filter(({ files, artifacts }) =>
    [...files, ...artifacts].some((one) => changed.includes(one)),
  );
}
