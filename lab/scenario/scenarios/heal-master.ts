import { expectPlan, updatesOf } from "../expectations";
import { machineLost } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

async function play(run: ScenarioRun): Promise<void> {
  await run.terminate("master-0");
  const plan = await run.plan();
  expectPlan(plan, {
    create: ["aws_instance.master-0"],
    replace: ["null_resource.master-0_join", ...updatesOf(1, 0), "null_resource.addons"],
  });
  await run.apply(plan);
}

/** The machine of the first master is lost. */
export const healMaster: Scenario = {
  name: "heal-master",
  shows:
    "the machine of the first master is lost, and the next apply brings it back: a learner of etcd, promoted, serving",
  start: smallest,
  budget: machineLost,
  play,
};
