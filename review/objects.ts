import { resources } from "../lib/contract/addresses";
import type { Resource } from "../lib/contract/naming";
import { changeOf, type PlannedCluster } from "./cluster";

/**
 * A step on the cluster's objects. `apply`: groundup's own objects are applied. `reencrypt`: Secrets and ConfigMaps are
 * rewritten.
 */
export type ObjectStep = "apply" | "reencrypt";

const steps: readonly (readonly [step: ObjectStep, resource: Resource])[] = [
  ["apply", resources.addons()],
  ["reencrypt", resources.reencrypt()],
];

/** The steps on objects that run in an apply, in order. */
export function objectSteps(cluster: PlannedCluster): ObjectStep[] {
  return steps.flatMap(([step, resource]) => {
    const action = changeOf(cluster, resource)?.action;
    return action === "create" || action === "replace" ? [step] : [];
  });
}
