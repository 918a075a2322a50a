import { addressOf, resources } from "../../../lib/contract/addresses";
import { expect } from "../../../verify/outcome";
import { addons, clusterEnd, instanceOf, leaveOf, stepsOf } from "../addresses";
import { expectPlan } from "../expectations";
import { machineLost, uninterrupted } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

/** Resources that are replaced together with the machine, without the machine itself. */
const followersOf = (node: string) => [...stepsOf(node), leaveOf(node)];
/** The way to the pods of a worker, which follows its machine. */
export const wayToWorker = (node: string) => [addressOf(resources.podRoute({ node, table: 0 }))];

/** The first master gets another machine; the cluster's objects are applied again. */
const firstMasterSteps = [...followersOf("master-0"), addons];
/** Where nodes that leave through the first master find it. */
const wayToFirstMaster = [clusterEnd, ...["master-1", "master-2", "worker-0", "worker-1"].map(leaveOf)];

async function replace(run: ScenarioRun, node: string, steps: readonly string[], update: readonly string[]) {
  const plan = await run.plan([`-replace=${instanceOf(node)}`]);
  expectPlan(plan, { replace: [instanceOf(node), ...steps], update });
  await run.apply(plan);
}

async function heal(run: ScenarioRun, node: string, steps: readonly string[], update: readonly string[]) {
  await run.terminate(node);
  const plan = await run.plan();
  expectPlan(plan, { create: [instanceOf(node)], replace: steps, update });
  await run.apply(plan);
}

/** Replaces the first master on purpose. */
export const replaceMaster: Scenario = {
  name: "replace-master",
  shows:
    "the first master can be replaced: the new machine joins etcd as a learner, is promoted, and serves under the old name",
  start: smallest,
  budget: machineLost,
  goes: ["master-0"],
  play: (run) => run.applying(() => run.operate("Replace a node", { node: "master-0" })),
};

/** Replaces the first master after its machine died. */
export const healMaster: Scenario = {
  name: "heal-master",
  shows: "when the first master's machine dies, the next apply replaces it, and no acknowledged write is lost",
  start: smallest,
  budget: machineLost,
  goes: ["master-0"],
  play: (run) => heal(run, "master-0", firstMasterSteps, wayToFirstMaster),
};

/** No running instance changes its type; the output names the ones to replace. */
async function changeWorkerType(run: ScenarioRun): Promise<void> {
  await run.edit({ workers: { instanceType: "t3.medium" } });
  const plan = await run.plan();
  expectPlan(plan, {});
  expect(plan.outputs.join() === "other_instance_types", `outputs that change: ${plan.outputs.join(", ")}`);
  await replace(run, "worker-1", followersOf("worker-1"), wayToWorker("worker-1"));
}

/** Replaces a worker on purpose. */
export const replaceWorker: Scenario = {
  name: "replace-worker",
  shows:
    "a worker can be replaced by a machine of another type: it is drained first, and comes back with the same name and pod range",
  start: smallest,
  budget: uninterrupted,
  goes: ["worker-1"],
  play: changeWorkerType,
};

/** Replaces a worker after its machine died. */
export const healWorker: Scenario = {
  name: "heal-worker",
  shows:
    "when a worker's machine dies, the service continues on the other worker, and the next apply replaces the machine",
  start: smallest,
  budget: machineLost,
  goes: ["worker-1"],
  play: (run) => heal(run, "worker-1", followersOf("worker-1"), wayToWorker("worker-1")),
};
