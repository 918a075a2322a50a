import type { Random } from "../random";

/** A plan as `terraform show -json` has it, of which mutations know only what they change. */
export interface PlanJson {
  resource_changes: { address: string; change: Record<string, unknown> }[];
}

/** Leaves out one resource's change. */
function dropped(plan: PlanJson, random: Random): string {
  const [gone] = plan.resource_changes.splice(random.below(plan.resource_changes.length), 1);
  return `dropped ${gone?.address}`;
}

const mutations = [dropped];

/** A copy of a plan without some of its information, and what was done to it. */
export function mutate(plan: PlanJson, random: Random): { mutated: PlanJson; did: string[] } {
  const mutated = structuredClone(plan);
  const did = Array.from({ length: random.between(1, 3) }, () => random.pick(mutations)(mutated, random));
  return { mutated, did };
}
