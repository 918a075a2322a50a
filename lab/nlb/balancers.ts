import type { Inventory, TargetGroup } from "../aws/inventory";
import { run } from "../host/shell";
import { attach, attached, type Attachment, detach, standing } from "../network/attachment";
import { nthAddress, parseNetwork } from "../network/ipv4";
import { setSysctls } from "../network/namespaces";
import type { CheckedTarget } from "./control";
import type { BalancerDelays } from "./delays";
import { canForward, forwardingSysctls, renderForwarding } from "./forwarding";
import { HealthChecks } from "./health-checks";
import type { TargetMemory } from "./memory";
import type { BalancerNode } from "./nodes";
import { advance, forwardingOf, reportedHealth, type TargetHealth, type TargetStates } from "./target-states";
import { groupsOf, targetsFor } from "./targets";

/** What a node knows about a target group. */
interface GroupStates {
  readonly group: TargetGroup;
  readonly states: TargetStates;
  readonly checks: readonly CheckedTarget[];
}

/** Runs every node of every load balancer: its network, its health checks and its forwarding. */
export class Balancers {
  private readonly checks: HealthChecks;
  private readonly filters = new Map<string, string>();

  /**
   * @param delays how much later than their health checks the nodes act.
   * @param memory what the nodes know about their targets, by the node's id and the target group's ARN.
   */
  constructor(
    private readonly delays: BalancerDelays,
    private readonly memory: TargetMemory,
  ) {
    this.checks = new HealthChecks(delays.longestInterval);
  }

  /** Creates the namespaces and links of nodes, and removes those of deleted nodes. */
  async connect(nodes: readonly BalancerNode[], existing: readonly string[]): Promise<void> {
    const gone = existing.filter((name) => name.includes("-nlb-") && !nodes.some((node) => node.namespace === name));
    for (const name of gone) await this.remove(name);
    const seen = await standing();
    for (const place of nodes.map(attachmentOf)) if (!attached(place, seen)) await this.attach(place);
  }

  /** Gives every node its targets. The fabric must know the nodes. */
  async apply(nodes: readonly BalancerNode[], inventory: Inventory): Promise<void> {
    await Promise.all(nodes.map((node) => this.checks.apply(node, inventory)));
  }

  /**
   * Reads the health checks, and lets each node forward accordingly. Call this every second.
   * @returns the health of each target as seen by each node.
   */
  async watch(nodes: readonly BalancerNode[], inventory: Inventory): Promise<TargetHealth[]> {
    const now = Date.now();
    const health = await Promise.all(nodes.map((node) => this.watchNode(node, inventory, now)));
    this.memory.save();
    return health.flat();
  }

  private async watchNode(node: BalancerNode, inventory: Inventory, now: number): Promise<TargetHealth[]> {
    const checks = await this.checks.look(node);
    const groups = groupsOf(node, inventory).map((group) => this.advanceGroup(node, group, inventory, checks, now));
    const forwarded = node.balancer.listeners.flatMap((listener) => {
      const known = groups.find(({ group }) => group.arn === listener.targetGroupArn);
      if (!known || !canForward(listener, known.group)) return [];
      return [{ listener, forwarding: forwardingOf(known.states, known.group, this.delays, now) }];
    });
    await this.filter(node, renderForwarding(node.address, forwarded));
    return groups.flatMap((known) => this.healthOf(node, known, now));
  }

  private advanceGroup(
    node: BalancerNode,
    group: TargetGroup,
    inventory: Inventory,
    allChecks: readonly CheckedTarget[],
    now: number,
  ): GroupStates {
    const key = `${node.id} ${group.arn}`;
    const checks = allChecks.filter((it) => it.group === group.name);
    const found = new Map(checks.map(({ server, state }) => [server, state]));
    const states = advance(this.memory.get(key), targetsFor(node, group, inventory), found, this.delays, now);
    this.memory.set(key, states);
    return { group, states, checks };
  }

  private healthOf(node: BalancerNode, { group, states, checks }: GroupStates, now: number): TargetHealth[] {
    const { receiving } = forwardingOf(states, group, this.delays, now);
    return [...states.values()]
      .filter((state) => state.deregistered === undefined)
      .map((state) => ({
        node: node.id,
        group: group.name,
        target: `${state.target.id}:${state.target.port}`,
        state: reportedHealth(state),
        reason: checks.find((it) => it.server === state.target.server)?.reason ?? "",
        receives: receiving.includes(state.target),
      }));
  }

  private async filter({ id, namespace }: BalancerNode, ruleset: string): Promise<void> {
    if (this.filters.get(id) === ruleset) return;
    await run(["nft", "-f", "-"], { namespace, input: ruleset });
    // these settings exist as soon as a packet filter in the namespace tracks connections
    if (!this.filters.has(id)) await setSysctls(namespace, forwardingSysctls);
    this.filters.set(id, ruleset);
  }

  private async attach(place: Attachment): Promise<void> {
    this.filters.delete(place.link);
    await attach(place);
  }

  private async remove(namespace: string): Promise<void> {
    const id = namespace.slice(namespace.lastIndexOf("nlb-"));
    await this.checks.remove(id);
    await detach(namespace);
    this.filters.delete(id);
    this.memory.forget(`${id} `);
  }
}

function attachmentOf({ id, namespace, address, subnet }: BalancerNode): Attachment {
  const { prefix } = parseNetwork(subnet.cidr);
  return { namespace, link: id, address: `${address}/${prefix}`, gateway: nthAddress(subnet.cidr, 1) };
}
