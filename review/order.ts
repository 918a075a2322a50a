import { parseAddress, resources } from "../lib/contract/addresses";
import type { PlannedCluster } from "./cluster";
import { isUpdated, type NodeChange } from "./nodes";

/** Nodes whose steps may run at the same time; each group waits for the previous one. */
export type Order = readonly (readonly string[])[];

/**
 * The order in which the remaining nodes are changed. New nodes join before that, all at once. The order comes from the
 * `depends_on` of the steps, so it is what Terraform will do, not what groundup intended.
 */
export function orderOf({ blocks }: PlannedCluster, nodes: readonly NodeChange[]): Order {
  const steps = blocks.filter(({ type }) => type === "null_resource");
  const waits = new Map(
    steps.map(({ name, dependsOn }) => [name, dependsOn.map((address) => parseAddress(address)!.name)]),
  );
  const depths = new Map<string, number>();
  const depth = (step: string): number => {
    const known = depths.get(step);
    if (known !== undefined) return known;
    const before = waits.get(step)!.filter((other) => waits.has(other));
    const own = 1 + Math.max(-1, ...before.map(depth));
    depths.set(step, own);
    return own;
  };
  const groups = new Map<number, string[]>();
  for (const { name } of nodes.filter(isUpdated)) {
    const update = resources.update({ node: name }).name;
    const at = waits.has(update) ? depth(update) : 0;
    groups.set(at, [...(groups.get(at) ?? []), name]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, names]) => names);
}
