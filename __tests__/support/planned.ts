import { parsePlan } from "../../review/plan";
import { type Review, reviewPlan } from "../../review/review";

/** A change as Terraform plans it. */
export const planned = (
  type: string,
  name: string,
  actions: string[],
  before: object | null,
  after: object | null = null,
) => ({
  address: `${type}.${name}`,
  mode: "managed",
  type,
  name,
  change: { actions, before, after, after_unknown: {}, before_sensitive: false, after_sensitive: false },
});

/** A whole plan of these changes: each is in every part of the plan in which Terraform writes it. */
export const planOf = (...changes: any[]) => {
  const resources = (without: string) => ({
    root_module: {
      resources: changes
        .filter(({ change }) => change.actions.join() !== without)
        .map(({ address }) => ({ address, mode: "managed" })),
    },
  });
  return {
    format_version: "1.2",
    planned_values: resources("delete"),
    prior_state: { values: resources("create") },
    resource_changes: changes,
    // Leaving is a step of a block that stays in the configuration.
    configuration: { root_module: { resources: changes.filter(({ name }) => name.endsWith("_leave")) } },
  };
};

/** The review of a plan. */
export const reviewOf = (plan: object): Review => reviewPlan(parsePlan(JSON.stringify(plan)));
