import { nodeNames, type PlannedCluster, roleOf } from "./cluster";
import { isDestroyed } from "./dangers";
import type { NodeChange } from "./nodes";
import type { Order } from "./order";

/** Seconds, as measured in the lab (docs/operations.md): real nodes add what EC2 and downloads take. */
export const measured = {
  /** A master whose programs are all changed, as an upgrade does; its API server is away for a part of it. */
  masterChanged: 42,
  /** A worker whose kubelet is restarted, its pods leaving at once. */
  workerChanged: 13,
  /** From the order until a new node serves: a master that joins etcd again. */
  nodeMade: 60,
  /** How long one drain waits for PodDisruptionBudgets at most: drainSeconds in components/bundle.ts. */
  drainLimit: 300,
} as const;

/** What people and pods will notice. */
export interface Disruption {
  /** `none`: it stays. `interrupted`: it is away for `apiSeconds` at most. `lost`: it does not come back by itself. */
  readonly api: "none" | "interrupted" | "lost" | "not there yet";
  readonly apiSeconds?: number;
  /** Workers that are drained, so that their pods move before. */
  readonly drained: readonly string[];
  /** Workers whose machine goes with the pods still on it. */
  readonly undrained: readonly string[];
  /** About how long the steps on nodes take, in seconds, pods leaving at once. */
  readonly seconds: number;
  /** How much drains may add at most, in seconds. */
  readonly drainSeconds: number;
}

/** Estimates it from what is done to which node in which order. */
export function disruptionOf(
  cluster: PlannedCluster,
  nodes: readonly NodeChange[],
  order: Order,
  apiLost: boolean,
): Disruption {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const groups = order.map((names) => names.map((name) => byName.get(name)!));
  const sum = (seconds: (node: NodeChange) => number) =>
    groups.reduce((total, group) => total + Math.max(...group.map(seconds)), 0);
  const workers = nodes.filter(({ role }) => role === "worker");
  const names = (chosen: readonly NodeChange[]) => chosen.map(({ name }) => name);
  return {
    ...apiOf(cluster, nodes, apiLost),
    drained: names(workers.filter(({ drained }) => drained)),
    undrained: names(workers.filter((it) => !it.drained && (it.what === "replaced" || it.what === "removed"))),
    seconds:
      sum((node) => (node.what === "repeated" ? 0 : duration(node))) + (nodes.some(isMade) ? measured.nodeMade : 0),
    drainSeconds: sum(({ drained }) => (drained ? measured.drainLimit : 0)),
  };
}

const isMade = ({ what }: NodeChange) => what === "created" || what === "replaced";

/** New nodes join all at once, before any step has its turn. */
function duration({ what, role }: NodeChange): number {
  if (what !== "changed") return 0;
  return role === "master" ? measured.masterChanged : measured.workerChanged;
}

function apiOf(
  cluster: PlannedCluster,
  nodes: readonly NodeChange[],
  lost: boolean,
): Pick<Disruption, "api" | "apiSeconds"> {
  if (lost || isDestroyed(cluster)) return { api: "lost" };
  const masters = nodeNames(cluster).filter((name) => roleOf(name) === "master");
  const concerned = nodes.filter(({ role }) => role === "master");
  if (concerned.length === masters.length && concerned.every(({ what }) => what === "created"))
    return { api: "not there yet" };
  const restarts = concerned.some((node) => node.restarts === undefined || node.restarts.some(isApi));
  return masters.length === 1 && restarts
    ? { api: "interrupted", apiSeconds: measured.masterChanged }
    : { api: "none" };
}

const isApi = (unit: string) => unit === "kube-apiserver.service" || unit === "etcd.service";
