import type { Area } from "../check";
import { expect, expectNone, Failed } from "../outcome";
import { port } from "../manifests";
import { holds, type Node, type Pod, serves } from "../objects";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";
import { until } from "../wait";

/** Seconds that a machine may take to reboot. */
const limit = 240;

/** When systemd started. It differs after every boot, even if several hosts share a kernel. */
const bootScript = "systemctl show --value --property=UserspaceTimestampMonotonic";

/** Reboots after this connection has ended. */
const rebootScript = "systemd-run --quiet --on-active=500ms systemctl reboot";

/** The pods of a DaemonSet on a machine, which return to it after the boot. A Deployment's pods may move elsewhere. */
async function podsOn({ stage }: Subject, machine: Machine): Promise<Pod[]> {
  return (await stage.pods("echo")).filter((pod) => pod.spec.nodeName === machine.node);
}

/** Identifies a pod's life. It changes when its container restarts or the pod is replaced. */
function life(pod: Pod): string {
  return `${pod.metadata.uid} ${pod.status.containerStatuses?.[0]?.restartCount}`;
}

/**
 * Why pods do not serve again, one line each. The API considers a rebooting node Ready for a while, so this checks the
 * pods' lives.
 * @param before lives that have ended.
 */
export function servingProblems(pods: readonly Pod[], before: readonly string[]): string[] {
  return [
    ...(pods.length >= before.length ? [] : [`${pods.length} of ${before.length} pods are there`]),
    ...pods.flatMap((pod) => {
      if (before.includes(life(pod))) return [`${pod.metadata.name}'s container has not restarted`];
      return serves(pod) ? [] : [`${pod.metadata.name} is not ready`];
    }),
  ];
}

async function untilBooted(subject: Subject, machine: Machine, before: string): Promise<void> {
  await until(`${machine.name} to boot`, limit, async () => {
    const now = await subject.on(machine, bootScript, { seconds: 10 });
    if (now === before) throw new Failed("it has not gone down");
  });
}

async function untilServing(subject: Subject, machine: Machine, before: readonly string[]): Promise<void> {
  await until(`the pods on ${machine.node} to serve again`, limit, async () => {
    const { status } = await subject.kubectl.get<Node>("node", machine.node);
    if (!holds(status.conditions, "Ready")) throw new Failed("its node is not Ready");
    expectNone(servingProblems(await podsOn(subject, machine), before));
  });
}

/** Contacts the returned pod from a pod on another node, and a Service from all nodes. */
async function expectReachable(subject: Subject, machine: Machine): Promise<void> {
  await subject.stage.untilServed("web");
  const asker = (await subject.stage.pods("echo")).find((pod) => pod.spec.nodeName !== machine.node && serves(pod));
  if (!asker) return;
  const place = { name: asker.metadata.name, node: asker.spec.nodeName! };
  const pod = (await podsOn(subject, machine)).find(({ metadata }) => metadata.labels?.app === "echo");
  const itself = await subject.kubectl.exec(place, `curl -s -S -m 5 http://${pod?.status.podIP}:${port}/hostname`);
  expect(itself === pod?.metadata.name, `${pod?.metadata.name} answers as ${itself}`);
}

async function worker(subject: Subject): Promise<string> {
  const machine = subject.workers.at(-1)!;
  await subject.stage.echo();
  await subject.stage.served("web");
  const lives = (await podsOn(subject, machine)).map(life);
  const boot = await subject.on(machine, bootScript);
  const start = Date.now();
  const elapsed = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  await subject.on(machine, rebootScript);
  await subject.disconnect(machine);
  await untilBooted(subject, machine, boot);
  const booted = elapsed();
  await untilServing(subject, machine, lives);
  const served = elapsed();
  await expectReachable(subject, machine);
  return `${machine.name}: booted after ${booted}, its pods served after ${served}`;
}

/** Checks that take machines down. */
export const reboots: Area = {
  name: "reboot",
  checks: [{ name: "a worker comes back with its pods", run: worker, disruptive: true }],
};
