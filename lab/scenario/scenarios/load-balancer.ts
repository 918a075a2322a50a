import { paths } from "../../../lib/contract/paths";
import { expectPlan, expectTriggers, updatesOf } from "../expectations";
import { uninterruptedBalancer } from "../load/budget";
import type { ScenarioRun } from "../run";
import type { Scenario } from "../scenario";

/** Updates all workers: each one is drained, and its kubelet restarts. */
async function play(run: ScenarioRun): Promise<void> {
  await run.edit({ kubelet: { extraConfig: { maxPods: 90 } } });
  const plan = await run.plan();
  expectPlan(plan, { replace: updatesOf(0, 2) });
  for (const step of updatesOf(0, 2)) expectTriggers(plan, step, [paths.kubeletConfiguration]);
  await run.apply(plan);
}

/** A Service of type LoadBalancer under load while all workers are updated. */
export const loadBalancer: Scenario = {
  name: "load-balancer",
  shows:
    "clients of a Service of type LoadBalancer are answered by its network load balancer while every worker is drained and updated",
  start: {
    masters: { count: 1 },
    workers: { count: 2 },
    aws: { identity: { bucket: "load-balancer-oidc" }, loadBalancers: true },
  },
  budget: uninterruptedBalancer,
  play,
};
