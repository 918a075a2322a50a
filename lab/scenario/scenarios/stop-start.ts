import { local, paths, ports } from "../../../lib/contract/paths";
import { expect, Failed } from "../../../verify/outcome";
import type { Subject } from "../../../verify/subject";
import { holds, type List, type Node } from "../../../verify/objects";
import { until } from "../../../verify/wait";
import { clusterEnd, leaveOf } from "../addresses";
import { expectPlan } from "../expectations";
import { machineLost } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

/** Seconds that a node may take to recover after its start. */
const patience = 300;

async function play(run: ScenarioRun): Promise<void> {
  await stopAndStart(run, "worker-1", [leaveOf("worker-1")]);
  await stopAndStart(run, "master-0", [leaveOf("master-0"), ...leavesThroughFirst(await run.subject()), clusterEnd]);
}

/** The leaves that use the first master. */
const leavesThroughFirst = ({ masters, workers }: Subject): string[] => [
  ...[...masters.slice(1), ...workers].map(({ name }) => leaveOf(name)),
];

/**
 * Stops and starts a node's instance with the commands of operations.md. The next plan only records the node's new
 * address for its leave. Then everything is healthy.
 */
async function stopAndStart(run: ScenarioRun, node: string, leaves: readonly string[]): Promise<void> {
  const before = run.publicAddress(node);
  await run.applying(() => run.operate("Stop and start a node", { id: run.instance(node) }));
  const after = run.publicAddress(node);
  expect(before !== after, `${node} has the public address ${after} as before: AWS would have assigned another one`);
  run.say(`${node} was ${before} and is ${after}`);
  const plan = await run.plan();
  expectPlan(plan, { update: leaves });
  await run.apply(plan);
  await whole(run);
}

/** Every master's API server is ready, and so is every node. */
async function whole(run: ScenarioRun): Promise<void> {
  const subject = await run.subject();
  const ready = `curl --fail --silent --max-time 5 --cacert ${paths.clusterAuthority} https://${local(ports.apiServer)}/readyz`;
  for (const master of subject.masters)
    await until(`the API server of ${master.name}`, patience, () => subject.on(master, ready));
  await until("all nodes to be Ready", patience, async () => {
    const { items } = await subject.kubectl.get<List<Node>>("nodes");
    const waiting = items.filter(({ status }) => !holds(status.conditions, "Ready")).map((it) => it.metadata.name);
    if (waiting.length > 0) throw new Failed(`not Ready: ${waiting.join(", ")}`);
  });
}

/** EC2 stops and starts a worker, then a master. */
export const stopStart: Scenario = {
  name: "stop-start",
  shows:
    "a worker and a master can be stopped and started with the commands in operations.md: each gets another public address; the next plan only records this address in the state, and the cluster is healthy",
  start: smallest,
  budget: machineLost,
  goes: ["worker-1", "master-0"],
  play,
};
