import { expect, expectNone } from "../../../verify/outcome";
import type { Subject } from "../../../verify/subject";
import { until } from "../../../verify/wait";
import { type Case, cases, lastingCase, shortCases } from "../policies/cases";
import { hear, startGreedy, stopGreedy, target } from "../policies/greedy";
import { linkLocalWays } from "../policies/link-local";
import { namespaces } from "../policies/pods";
import { layPolicies, leaks, present, removePods, standing, standPods, tryAll, untilHolds } from "../policies/table";
import { expectPlan, updatesOf } from "../expectations";
import type { ScenarioRun } from "../run";
import type { Scenario } from "../scenario";

/** Cases, for all pairs. */
async function truthTable(run: ScenarioRun, subject: Subject, some: readonly Case[]): Promise<void> {
  let tried = 0;
  let slowest = 0;
  for (const one of some) {
    await layPolicies(subject, one, await standing(subject));
    const { ways, seconds } = await untilHolds(subject, one);
    tried += ways;
    slowest = Math.max(slowest, seconds);
    run.say(`${one.name}: ${ways} ways as they should be after ${seconds.toFixed(1)} s`);
  }
  run.say(`${some.length} cases, ${tried} ways between pods, 0 wrong; the slowest after ${slowest.toFixed(1)} s`);
}

/** By link-local addresses no pod reaches another one, whatever the policies. */
async function linkLocal(run: ScenarioRun, subject: Subject): Promise<void> {
  const found = await linkLocalWays(subject);
  if (!found) return run.say("pods have no link-local addresses: this kernel has no IPv6");
  expectNone(found.open.map((way) => `${way} is open`));
  run.say(`${found.tried} ways by link-local addresses tried, 0 open`);
}

/** Tries all ways again and again while something happens: none may be open that is denied, not even for a moment. */
async function watched(run: ScenarioRun, subject: Subject, what: string, happen: () => Promise<void>): Promise<void> {
  await standing(subject);
  let ended = false;
  const happening = happen().finally(() => (ended = true));
  happening.catch(() => undefined);
  let tried = 0;
  const open: string[] = [];
  while (!ended) {
    // As they are now: pods that start anew have other addresses.
    const all = await tryAll(subject, await present(subject));
    tried += all.length;
    open.push(...leaks(all, lastingCase).map(({ from, to, way }) => `${from.pod} to ${to.pod} ${way.name}`));
  }
  await happening;
  expect(tried > 0, `${what}: no way could be tried meanwhile`);
  expectNone(open.map((way) => `${what}: ${way} was open`));
  const { seconds } = await untilHolds(subject, lastingCase);
  run.say(
    `${what}: ${tried} ways tried meanwhile, none that is denied was open; all as it should be ${seconds.toFixed(1)} s after`,
  );
}

const enforcer = ["--namespace", "kube-system", "--selector", "k8s-app=kube-router"];

async function restartEnforcer({ kubectl }: Subject): Promise<void> {
  await kubectl.run(["delete", "pods", ...enforcer, "--grace-period=0", "--force"]);
  const status = ["rollout", "status", "daemonset/kube-router", "--namespace", "kube-system", "--timeout=120s"];
  await kubectl.run(status, { seconds: 125 });
}

/** The gate's tables and that of kube-router's chains, without those of other parts of the node. */
const policyTables = ["ip groundup_policy", "bridge groundup_policy", "ip filter"];

/**
 * Somebody removes all tables that enforce policies from a worker. The gate is back within seconds; from then on, no way
 * that is denied is open.
 */
async function flush(run: ScenarioRun, subject: Subject): Promise<void> {
  const worker = subject.workers[0]!;
  await standing(subject);
  await subject.on(worker, policyTables.map((table) => `nft delete table ${table}`).join("; "));
  const gone = Date.now();
  await until("the gate to be back", 20, async () => {
    await subject.on(
      worker,
      "nft list chain bridge groundup_policy prerouting && nft list set ip groundup_policy open",
    );
  });
  run.say(`the tables of ${worker.name} removed: the gate is back after ${((Date.now() - gone) / 1000).toFixed(1)} s`);
  await watched(run, subject, "the tables removed", () => untilChains(subject, worker, 40));
  run.say(`all ways are as they should be ${((Date.now() - gone) / 1000).toFixed(1)} s after the removal`);
}

/** Waits until kube-router has written its chains on a worker. */
async function untilChains(subject: Subject, worker: Subject["workers"][number], seconds: number): Promise<void> {
  await until("kube-router's chains", seconds, async () => {
    const seen = await subject.on(worker, "nft list chain ip filter KUBE-ROUTER-FORWARD");
    expect(seen.includes("KUBE-POD-FW"), "there are none yet");
  });
}

const maxPods = 90;

/** The workers are drained one after the other, and their kubelets restart. */
async function rollingUpdate(run: ScenarioRun, subject: Subject): Promise<void> {
  await run.edit({ kubelet: { extraConfig: { maxPods } } });
  const plan = await run.plan();
  expectPlan(plan, { replace: updatesOf(0, subject.workers.length) });
  await watched(run, subject, "rolling update of the workers", () => run.apply(plan));
}

/** Pods that send from their first instant on: none is answered where a policy denies it, and all are where one allows it. */
async function firstPackets(run: ScenarioRun, subject: Subject): Promise<void> {
  const pods = await standing(subject);
  const { address } = pods.find(({ namespace, pod }) => namespace === target.namespace && pod === target.pod)!;
  await startGreedy(subject, address, [{ to: [{ ipBlock: { cidr: `${address}/32` } }] }]);
  const allowed = await hear(subject, { least: 10 });
  const first = Math.max(...firstAnswers(allowed.answers));
  expect(first > 0, "pods that a policy lets through are not answered");
  run.say(
    `${allowed.pods} new pods with a policy that lets them through: first answers after ${first} s at the latest`,
  );
  await startGreedy(subject, address);
  const denied = await hear(subject, { least: 10 });
  expectNone(
    denied.answers.map(({ pod, way, seconds }) => `${pod} was answered by ${way} ${seconds} s after its start`),
  );
  run.say(
    `${denied.pods} new pods that are denied everything asked ${denied.asked} times from their start on: 0 answers`,
  );
}

/** When each pod was first answered by TCP. */
function firstAnswers(answers: readonly { readonly pod: string; readonly way: string; readonly seconds: number }[]) {
  const tcp = answers.filter(({ way }) => way === "tcp");
  return [...new Set(tcp.map(({ pod }) => pod))].map((name) =>
    Math.min(...tcp.filter(({ pod }) => pod === name).map(({ seconds }) => seconds)),
  );
}

/** A worker boots: its pods send as soon as they run, before kube-router does. */
async function reboot(run: ScenarioRun, subject: Subject): Promise<void> {
  const worker = subject.workers.at(-1)!;
  const boot = "systemctl show --value --property=UserspaceTimestampMonotonic";
  const before = await subject.on(worker, boot);
  const since = Date.now() / 1000;
  await watched(run, subject, `reboot of ${worker.name}`, async () => {
    await subject.on(worker, "systemd-run --quiet --on-active=500ms systemctl reboot");
    await subject.disconnect(worker);
    await until(`${worker.name} to boot`, 240, async () => {
      expect((await subject.on(worker, boot, { seconds: 10 })) !== before, "it has not gone down");
    });
    await untilChains(subject, worker, 240);
  });
  const heard = await hear(subject, { least: 10, node: worker.node, since });
  expectNone(heard.answers.map(({ pod, way }) => `after the reboot ${pod} was answered by ${way}`));
  run.say(`${heard.pods} denied pods asked ${heard.asked} times since the boot: 0 answers`);
}

async function play(run: ScenarioRun): Promise<void> {
  const subject = await run.subject();
  await standPods(subject);
  await truthTable(run, subject, cases);
  await linkLocal(run, subject);
  await watched(run, subject, "restart of the enforcer", () => restartEnforcer(subject));
  await flush(run, subject);
  await firstPackets(run, subject);
  await rollingUpdate(run, subject);
  const after = await run.subject();
  await reboot(run, after);
  await stopGreedy(after);
  await removePods(after);
}

/** What the gate has time for: some cases, the link-local ways, and the removal of all tables. */
async function playShort(run: ScenarioRun): Promise<void> {
  const subject = await run.subject();
  await standPods(subject);
  await truthTable(run, subject, shortCases);
  await linkLocal(run, subject);
  await flush(run, subject);
  await removePods(subject);
}

/** Kubernetes' truth table of policies, and what must hold while their enforcer is away. */
export const policies: Scenario = {
  name: "policies",
  shows: `nine pods in ${namespaces.length} namespaces can connect exactly as ${cases.length} sets of NetworkPolicies say, and not by IPv6 link-local addresses; denied connections stay blocked for new pods, during restarts, updates and reboots, and after the gate has written removed rules again`,
  start: { masters: { count: 1 }, workers: { count: 2 } },
  play,
  playShort,
};
