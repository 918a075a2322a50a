import { addressOf, resources } from "../../../lib/contract/addresses";
import { expect } from "../../../verify/outcome";
import { instanceOf, leaveOf, stepsOf } from "../addresses";
import { type Expected, expectPlan } from "../expectations";
import { uninterrupted } from "../load/budget";
import { inLoadNamespace, serviceRolledOut } from "../load/service";
import { serviceName } from "../load/spec";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { expectRestarts, startsBut, unitStarts } from "../units";

/** The addresses of a worker's own resources, without the records of files, which a `StackPlan` leaves out. */
export const ownOf = (worker: string) => [
  instanceOf(worker),
  addressOf(resources.podRoute({ node: worker, table: 0 })),
  ...stepsOf(worker),
  leaveOf(worker),
  ...[resources.leafRequest, resources.leafCertificate, resources.leafKey].map((kind) =>
    addressOf(kind({ certificate: `kubelet-${worker}` })),
  ),
];

async function play(run: ScenarioRun): Promise<void> {
  const before = await unitStarts(await run.subject());
  await scale(run, 3, { create: ownOf("worker-2") });
  expectRestarts(before, startsBut(await unitStarts(await run.subject()), /^worker-2\//), []);
  await moveServiceTo(run, "worker-2");
  await scale(run, 2, { delete: ownOf("worker-2") });
  expectRestarts(before, await unitStarts(await run.subject()), []);
}

async function scale(run: ScenarioRun, count: number, expected: Expected): Promise<void> {
  await run.edit({ workers: { count } });
  const plan = await run.plan();
  expectPlan(plan, expected);
  await run.apply(plan);
  const found = (await (await run.subject()).nodes()).map(({ metadata }) => metadata.name);
  expect(found.length === count, `wanted ${count} workers, found these nodes: ${found.join(", ")}`);
}

/** Moves the service's pods from worker-1 to an empty worker, so that this worker has pods to evict. */
async function moveServiceTo(run: ScenarioRun, worker: string): Promise<void> {
  const { kubectl, workers } = await run.subject();
  const hostname = (name: string) => workers.find((it) => it.name === name)!.node;
  await kubectl.run(["cordon", hostname("worker-1")]);
  await kubectl.run([...inLoadNamespace, "rollout", "restart", `deployment/${serviceName}`]);
  await serviceRolledOut(kubectl, 120);
  await kubectl.run(["uncordon", hostname("worker-1")]);
  const at = ["get", "pods", "--output", "jsonpath={.items[*].spec.nodeName}"];
  const places = await kubectl.run([...inLoadNamespace, ...at]);
  expect(places.includes(hostname(worker)), `no pod of the service is on ${worker}: ${places}`);
}

/** Adds and removes a worker. */
export const scaleWorkers: Scenario = {
  name: "scale-workers",
  shows:
    "a worker can be added and removed again: the plans name only its own resources, no other node changes, and its pods are evicted first",
  start: smallest,
  budget: uninterrupted,
  play,
};
