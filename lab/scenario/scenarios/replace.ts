import { expectPlan } from "../expectations";
import { machineLost } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

/** What goes another way with another machine, besides the machine itself. */
const stepsOf = (node: string) => [`null_resource.${node}_join`, `null_resource.${node}_update`];
const wayToWorker = (node: string) => ({
  update: [`aws_route.${node}_pods`, `aws_vpc_security_group_ingress_rule.security_loadBalancer-from-${node}`],
});

/** A master's machine becomes another one; the cluster's objects are looked after again. */
const masterSteps = (node: string) => [...stepsOf(node), "null_resource.addons"];

async function replace(run: ScenarioRun, node: string, steps: readonly string[], update: readonly string[]) {
  const plan = await run.plan([`-replace=aws_instance.${node}`]);
  expectPlan(plan, { replace: [`aws_instance.${node}`, ...steps], update });
  await run.apply(plan);
}

async function heal(run: ScenarioRun, node: string, steps: readonly string[], update: readonly string[]) {
  await run.terminate(node);
  const plan = await run.plan();
  expectPlan(plan, { create: [`aws_instance.${node}`], replace: steps, update });
  await run.apply(plan);
}

/** The first master, on purpose. */
export const replaceMaster: Scenario = {
  name: "replace-master",
  shows: "the first master is replaced by another machine: a learner of etcd, promoted, serving under its old name",
  start: smallest,
  budget: machineLost,
  play: (run) => replace(run, "master-0", masterSteps("master-0"), []),
};

/** The first master, after its machine died. */
export const healMaster: Scenario = {
  name: "heal-master",
  shows: "the machine of the first master dies; the next apply gives it another one, and no acknowledged write is lost",
  start: smallest,
  budget: machineLost,
  play: (run) => heal(run, "master-0", masterSteps("master-0"), []),
};

/** A worker, on purpose. */
export const replaceWorker: Scenario = {
  name: "replace-worker",
  shows: "a worker is replaced by another machine, which comes back under its name and with its pods' addresses",
  start: smallest,
  budget: machineLost,
  play: (run) => replace(run, "worker-1", stepsOf("worker-1"), wayToWorker("worker-1").update),
};

/** A worker, after its machine died. */
export const healWorker: Scenario = {
  name: "heal-worker",
  shows: "the machine of a worker dies, the service goes on from the other one, and the next apply brings it back",
  start: smallest,
  budget: machineLost,
  play: (run) => heal(run, "worker-1", stepsOf("worker-1"), wayToWorker("worker-1").update),
};
