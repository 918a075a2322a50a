import { roleOf } from "../lib/contract/node-name";
import { nodeNames, nodesBefore, type PlannedCluster } from "./cluster";
import type { KindName } from "./kinds";
import { isGoing, isMade, isUpdated, type NodeChange } from "./nodes";
import type { Order } from "./order";
import { descriptionsOf } from "./records";
import { turnSeconds } from "./turns";

/**
 * Durations in seconds, as measured in the lab (docs/operations.md). Real nodes need more time, for EC2 and for
 * downloads.
 */
export const measured = {
  /**
   * The update of a master whose programs all change, as in an upgrade. Its API server is unavailable for part of the
   * time.
   */
  masterChanged: 42,
  /** The update of a worker whose kubelet restarts, and whose pods leave at once. */
  workerChanged: 13,
  /** The replacement of a master that joins etcd again, until the new node serves. */
  nodeMade: 60,
  /** The longest time that a drain waits for PodDisruptionBudgets: drainSeconds in components/derived/bundle.ts. */
  drainLimit: 300,
} as const;

/** The effects of an apply that users and pods notice. */
export interface Disruption {
  /**
   * `none`: the API stays available. `interrupted`: it is unavailable for `apiSeconds` at most. `lost`: it does not
   * come back by itself. `unknown`: a danger in the plan decides, or the plan does not show what a step changes.
   */
  readonly api: "none" | "interrupted" | "lost" | "unknown" | "not there yet";
  /** How long the API is unavailable, in seconds. @default unknown, or not at all */
  readonly apiSeconds?: number;
  /** Workers that are drained first, so that their pods move. */
  readonly drained: readonly string[];
  /** Workers whose machine is removed with the pods still on it. */
  readonly undrained: readonly string[];
  /** Whether no worker remains that could run the pods. */
  readonly homeless: boolean;
  /** About how long the steps on nodes take, in seconds, if pods leave at once. */
  readonly seconds: number;
  /** How much drains may add at most, in seconds. */
  readonly drainSeconds: number;
}

/** Estimates the disruption from the changes of nodes and their order. */
export function disruptionOf(
  cluster: PlannedCluster,
  nodes: readonly NodeChange[],
  order: Order,
  dangers: readonly KindName[],
): Disruption {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const groups = order.map((names) => names.map((name) => byName.get(name)!));
  const sum = (seconds: (node: NodeChange) => number) =>
    groups.reduce((total, group) => total + Math.max(...group.map(seconds)), 0);
  const workers = nodes.filter(({ role }) => role === "worker");
  const names = (chosen: readonly NodeChange[]) => chosen.map(({ name }) => name);
  return {
    ...apiOf(cluster, nodes, dangers),
    drained: names(workers.filter(({ drained }) => drained)),
    undrained: names(workers.filter((it) => !it.drained && isGoing(it))),
    homeless:
      workers.some(isGone) &&
      nodesBefore(cluster, "worker").every((name) => workers.some((it) => it.name === name && isGone(it))),
    seconds: sum((node) => duration(cluster, node)) + (nodes.some(isMade) ? measured.nodeMade : 0),
    drainSeconds: sum(({ drained }) => (drained ? measured.drainLimit : 0)),
  };
}

/** The estimated duration of a node's step, in seconds. New nodes all join at once, before any update. */
function duration(cluster: PlannedCluster, node: NodeChange): number {
  if (!isUpdated(node)) return 0;
  if (node.role === "worker") return measured.workerChanged;
  return measured.masterChanged + (restartsApi(cluster, node) ? turnSeconds(cluster, node.name) : 0);
}

/** Whether its API server restarts, or may restart. */
function restartsApi(cluster: PlannedCluster, { role, restarts }: NodeChange): boolean {
  if (restarts === undefined) return true;
  const { before, after } = descriptionsOf(cluster, role);
  return ((after ?? before)?.units ?? []).some(({ unit, disruptsApi }) => disruptsApi && restarts.includes(unit));
}

/** Whether its machine no longer exists. */
const isGone = (node: NodeChange) => isGoing(node) || node.what === "lost";

function apiOf(
  cluster: PlannedCluster,
  nodes: readonly NodeChange[],
  dangers: readonly KindName[],
): Pick<Disruption, "api" | "apiSeconds"> {
  if (dangers.some((danger) => losing.includes(danger))) return { api: "lost" };
  if (dangers.length > 0) return { api: "unknown" };
  const masters = nodeNames(cluster).filter((name) => roleOf(name) === "master");
  const concerned = nodes.filter(({ role }) => role === "master");
  if (concerned.length === masters.length && concerned.every(({ what }) => what === "created"))
    return { api: "not there yet" };
  const restarts = concerned.some((node) => isUpdated(node) && restartsApi(cluster, node));
  // The nodes that serve before and after.
  const stay = masters.filter((name) => !concerned.some((it) => it.name === name && (isGone(it) || isMade(it))));
  if (masters.length > 0 && stay.length === 0) return { api: "interrupted", apiSeconds: measured.nodeMade };
  return stay.length === 1 && restarts ? { api: "interrupted", apiSeconds: measured.masterChanged } : { api: "none" };
}

const losing: readonly KindName[] = ["destroy-cluster", "destroy-etcd-data", "lose-quorum", "wrong-place"];
