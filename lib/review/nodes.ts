import { changeOf, leavesFirst, nodeNames, type PlannedCluster, type Role, roleOf } from "./cluster";
import { asValues, type Change } from "./plan";
import { descriptionsOf } from "./records";

/** What a plan does to one node. */
export interface NodeChange {
  readonly name: string;
  readonly role: Role;
  /** `repeated`: nothing of it changes, but an earlier apply has not come to the end of its step. */
  readonly what: "created" | "replaced" | "removed" | "changed" | "repeated";
  /** Files and artifacts ("artifact kubelet") that change on a node that stays, sorted. */
  readonly changed: readonly string[];
  /** Units that are restarted, in order; nothing where no record says which files they have. */
  readonly restarts?: readonly string[];
  /** Cordoned and drained before. */
  readonly drained: boolean;
}

/** Whether its instance goes, for good or for another one. */
export const isGoing = ({ what }: Pick<NodeChange, "what">): boolean => what === "replaced" || what === "removed";

/** Whether it gets an instance that is new to it. */
export const isMade = ({ what }: Pick<NodeChange, "what">): boolean => what === "created" || what === "replaced";

/** The nodes that a plan concerns, masters first. */
export function nodeChanges(cluster: PlannedCluster): NodeChange[] {
  return nodeNames(cluster).flatMap((name) => nodeChange(cluster, name) ?? []);
}

function nodeChange(cluster: PlannedCluster, name: string): NodeChange | undefined {
  const node = { name, role: roleOf(name), changed: [], drained: false };
  const machine = machineChange(changeOf(cluster, "aws_instance", name));
  if (machine) return { ...node, what: machine, drained: node.role === "worker" && leavesFirst(cluster, name) };
  const step = changeOf(cluster, "null_resource", `${name}_update`);
  if (!step || step.action === "none" || step.action === "delete") return undefined;
  const changed = changedKeys(step).filter((key) => key !== "instance" && key !== "leave");
  const restarts = restartsOf(cluster, node.role, changed);
  const units = changed.length === 0 ? [] : restarts?.map(({ unit }) => unit);
  // Where nothing says which units are concerned, the careful answer.
  const drained = node.role === "worker" && changed.length > 0 && (restarts?.some((it) => it.disruptsPods) ?? true);
  return { ...node, what: changed.length > 0 ? "changed" : "repeated", changed, restarts: units, drained };
}

function machineChange(instance: Change | undefined): NodeChange["what"] | undefined {
  if (instance?.action === "create") return "created";
  if (instance?.action === "replace") return "replaced";
  return instance?.action === "delete" ? "removed" : undefined;
}

/** The triggers of a step that change, or that only the apply knows. A step that comes or goes has none to compare. */
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
