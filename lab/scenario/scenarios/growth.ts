import { reservedRanges } from "../../../lib/address-plan";
import { positionIn } from "../../../lib/cidr";
import type { Cluster } from "../../../lib/cluster";
import { readStatus } from "../../status";
import { expectNone } from "../../../verify/outcome";
import { healthProblems, planProblems } from "../../../verify/checks/nodes";
import { expectPlan } from "../expectations";
import { uninterrupted } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { expectRestarts, startsBut, unitStarts } from "../units";
import { ownOf } from "./scale-workers";

/** The new workers. */
const added = ["worker-2", "worker-3"];

async function play(run: ScenarioRun): Promise<void> {
  const smaller = await run.subject();
  expectNone(balancerProblems(smaller.plan, readStatus()?.loadBalancers ?? []));
  const starts = await unitStarts(smaller);
  await run.edit({ workers: { count: smaller.workers.length + added.length } });
  const plan = await run.plan();
  expectPlan(plan, { create: added.flatMap(ownOf) });
  await run.apply(plan);
  const larger = await run.subject();
  const nodes = await larger.nodes();
  expectNone([...healthProblems(nodes), ...planProblems(nodes, larger.plan)]);
  expectRestarts(starts, startsBut(await unitStarts(larger), /^worker-[23]\//), []);
  const got = larger.plan.workers.filter(({ name }) => added.includes(name));
  run.say(got.map(({ name, address }) => `${name} has ${address}`).join(", "));
}

/**
 * Interfaces of the load balancer whose address is reserved for a node, one line each; also one line if there is no
 * interface.
 */
export function balancerProblems(
  { config }: Pick<Cluster, "config">,
  interfaces: readonly { readonly node: string; readonly address: string }[],
): string[] {
  if (interfaces.length === 0) return ["the load balancer has no network interface"];
  const ofNodes = config.network.subnets.flatMap(({ cidr }) => reservedRanges(cidr));
  return interfaces
    .filter(({ address }) => ofNodes.some((range) => positionIn(range, address) !== undefined))
    .map(({ node, address }) => `${node} has ${address}, which is reserved for a node`);
}

/** Adds two workers at addresses that the load balancer would have taken. */
export const growth: Scenario = {
  name: "growth",
  shows:
    "two workers can be added, because CIDR reservations keep the load balancer from taking their addresses: nothing is replaced, no other node changes, and all nodes are Ready at their planned addresses",
  start: smallest,
  budget: uninterrupted,
  play,
};
