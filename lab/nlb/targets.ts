import type { Inventory, Target, TargetGroup } from "../aws/inventory";
import type { BalancerNode } from "./nodes";

/** A target as one node forwards to it. */
export interface ResolvedTarget extends Target {
  /** Unique in its group, and the same for as long as it is registered. */
  readonly server: string;
  readonly address: string;
}

/** Targets of a group that a node forwards to: those of its own zone, unless the load balancer crosses zones. */
export function targetsFor(node: BalancerNode, group: TargetGroup, inventory: Inventory): ResolvedTarget[] {
  return group.targets.flatMap((target) => {
    const instance = inventory.instances.find((it) => it.id === target.id || it.privateAddress === target.id);
    const near = node.balancer.crossZone || !instance || instance.zone === node.subnet.zone;
    const address = group.targetType === "instance" ? instance?.privateAddress : target.id;
    return near && address ? [{ ...target, address, server: `${address}-${target.port}` }] : [];
  });
}

/** Target groups that a node's listeners forward to. */
export function groupsOf(node: BalancerNode, inventory: Inventory): TargetGroup[] {
  return inventory.targetGroups.filter((group) =>
    node.balancer.listeners.some((listener) => listener.targetGroupArn === group.arn),
  );
}
