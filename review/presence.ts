import type { PlanJson, StateModuleJson } from "./plan-format";

/**
 * The resources that other parts of a plan than `resource_changes` contain. Terraform writes each resource into several
 * parts, so a resource that is missing in one of them shows that the plan is not complete.
 */
export interface Presence {
  /**
   * Addresses of managed resources in the state before the apply; undefined if the plan has no such part.
   * @default the plan has no such part
   */
  readonly prior?: readonly string[];
  /**
   * Addresses of managed resources after the apply; undefined if the plan has no such part.
   * @default the plan has no such part
   */
  readonly planned?: readonly string[];
  /** Whether the plan contains its configuration. */
  readonly configured: boolean;
}

/** Reads these facts from a plan's JSON. */
export function presenceOf({ prior_state, planned_values, configuration }: PlanJson): Presence {
  return {
    prior: prior_state && addresses(prior_state.values?.root_module ?? {}),
    planned: planned_values && addresses(planned_values.root_module),
    configured: configuration !== undefined,
  };
}

function addresses({ resources = [], child_modules = [] }: StateModuleJson): string[] {
  const own = resources.filter(({ mode, deposed_key }) => mode === "managed" && deposed_key === undefined);
  return [...own.map(({ address }) => address), ...child_modules.flatMap(addresses)];
}
