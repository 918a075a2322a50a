import { expect, expectNone } from "../../../verify/outcome";
import type { Subject } from "../../../verify/subject";
import { until } from "../../../verify/wait";
import { cases, lastingCase } from "../policies/cases";
import { hear, startGreedy, stopGreedy, target } from "../policies/greedy";
import { namespaces } from "../policies/pods";
import { layPolicies, leaks, present, removePods, standing, standPods, tryAll, untilHolds } from "../policies/table";
import type { ScenarioRun } from "../run";
import type { Scenario } from "../scenario";

/** Every case, for all pairs. */
async function truthTable(run: ScenarioRun, subject: Subject): Promise<void> {
  let tried = 0;
  let slowest = 0;
  for (const one of cases) {
    await layPolicies(subject, one, await standing(subject));
    const { ways, seconds } = await untilHolds(subject, one);
    tried += ways;
    slowest = Math.max(slowest, seconds);
    run.say(`${one.name}: ${ways} ways as they should be after ${seconds.toFixed(1)} s`);
  }
  run.say(`${cases.length} cases, ${tried} ways between pods, 0 wrong; the slowest after ${slowest.toFixed(1)} s`);
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
    await until("kube-router to run again", 240, async () => {
      const seen = await subject.on(worker, "nft list chain ip filter KUBE-ROUTER-FORWARD");
      expect(seen.includes("KUBE-POD-FW"), "it has no chains yet");
    });
  });
  const heard = await hear(subject, { least: 10, node: worker.node, since });
  expectNone(heard.answers.map(({ pod, way }) => `after the reboot ${pod} was answered by ${way}`));
  run.say(`${heard.pods} denied pods asked ${heard.asked} times since the boot: 0 answers`);
}

async function play(run: ScenarioRun): Promise<void> {
  const subject = await run.subject();
  await standPods(subject);
  await truthTable(run, subject);
  await watched(run, subject, "restart of the enforcer", () => restartEnforcer(subject));
  await firstPackets(run, subject);
  await reboot(run, subject);
  await stopGreedy(subject);
  await removePods(subject);
}

/** Kubernetes' truth table of policies, and what must hold while their enforcer is away. */
export const policies: Scenario = {
  name: "policies",
  shows: `all ways between nine pods of ${namespaces.length} namespaces are as ${cases.length} sets of NetworkPolicies have them; none that is denied is open while the enforcer restarts, from the first packet of new pods on, and after a worker's reboot`,
  start: { masters: { count: 1 }, workers: { count: 2 } },
  play,
};
