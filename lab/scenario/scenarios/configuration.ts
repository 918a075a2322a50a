import { paths } from "../../../lib/contract/paths";
import { expect, expectNone } from "../../../verify/outcome";
import { expectPlan, expectTriggers, updatesOf } from "../expectations";
import { uninterrupted } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { expectRestarts, unitStarts } from "../units";

const maxPods = 90;

async function play(run: ScenarioRun): Promise<void> {
  const before = await unitStarts(await run.subject());
  await run.edit({ kubelet: { extraConfig: { maxPods } } });
  const plan = await run.plan();
  expectPlan(plan, { replace: updatesOf(0, 2) });
  for (const step of updatesOf(0, 2)) expectTriggers(plan, step, [paths.kubeletConfiguration]);
  await run.apply(plan);
  const subject = await run.subject();
  expectRestarts(before, await unitStarts(subject), ["worker-0/kubelet", "worker-1/kubelet"]);
  const nodes = await subject.nodes();
  expect(nodes.length === 2, `there are ${nodes.length} nodes, not 2`);
  expectNone(
    nodes.flatMap(({ metadata, spec, status }) => [
      ...(status.capacity?.pods === `${maxPods}` ? [] : [`${metadata.name} takes ${status.capacity?.pods} pods`]),
      ...(spec.unschedulable ? [`${metadata.name} is still cordoned`] : []),
    ]),
  );
}

/** Changes a field of the kubelets' configuration. */
export const configuration: Scenario = {
  name: "configuration",
  shows:
    "after a change of a kubelet setting, the plan names the file, each worker is drained, and only its kubelet restarts",
  start: smallest,
  budget: uninterrupted,
  play,
};
