import { type Area, expect, Failed } from "../check";
import { port } from "../manifests";
import { holds, type Node, type Pod, serves } from "../objects";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";
import { until } from "../wait";

/** How long a machine may be away, in seconds. */
const limit = 240;

/** When systemd started: another moment after every boot, also where several hosts share a kernel. */
const bootScript = "systemctl show --value --property=UserspaceTimestampMonotonic";

/** Goes on when this connection is over. */
const rebootScript = "systemd-run --quiet --on-active=500ms systemctl reboot";

async function echoOn(subject: Subject, machine: Machine): Promise<Pod | undefined> {
  return (await subject.stage.pods("echo")).find((pod) => pod.spec.nodeName === machine.node);
}

/** A pod's life: another one after its container was started again, or the pod replaced. */
function life(pod: Pod | undefined): string {
  return `${pod?.metadata.uid} ${pod?.status.containerStatuses?.[0]?.restartCount}`;
}

async function untilBooted(subject: Subject, machine: Machine, before: string): Promise<void> {
  await until(`${machine.name} to boot`, limit, async () => {
    const now = await subject.on(machine, bootScript, { seconds: 10 });
    if (now === before) throw new Failed("it has not gone down");
  });
}

/** The API believes in a node for a while after it went: its pod's new life tells more. */
async function untilServing(subject: Subject, machine: Machine, before: string): Promise<void> {
  await until(`the pod on ${machine.node} to serve again`, limit, async () => {
    const { status } = await subject.kubectl.get<Node>("node", machine.node);
    if (!holds(status.conditions, "Ready")) throw new Failed("its node is not Ready");
    const pod = await echoOn(subject, machine);
    if (life(pod) === before) throw new Failed("its container has not been started again");
    if (!pod || !serves(pod)) throw new Failed("it is not ready");
  });
}

/** Asks the pod that came back, and a Service, from a pod on another node. */
async function expectReachable(subject: Subject, machine: Machine): Promise<void> {
  const asker = (await subject.stage.pods("echo")).find((pod) => pod.spec.nodeName !== machine.node && serves(pod));
  if (!asker) return;
  const place = { name: asker.metadata.name, node: asker.spec.nodeName! };
  const pod = await echoOn(subject, machine);
  const itself = await subject.kubectl.exec(place, `curl -s -S -m 5 http://${pod?.status.podIP}:${port}/hostname`);
  expect(itself === pod?.metadata.name, `${pod?.metadata.name} answers as ${itself}`);
  const answer = await subject.kubectl.exec(
    place,
    `curl -s -S -m 5 http://${await subject.stage.serviceAddress("web")}/hostname`,
  );
  expect(answer.startsWith("web-"), `the Service web is answered by ${answer}`);
}

async function worker(subject: Subject): Promise<string> {
  const machine = subject.workers.at(-1)!;
  await subject.stage.echo();
  await subject.stage.rolledOut("deployment/web");
  const pod = life(await echoOn(subject, machine));
  const boot = await subject.on(machine, bootScript);
  const start = Date.now();
  const elapsed = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  await subject.on(machine, rebootScript);
  await subject.disconnect(machine);
  await untilBooted(subject, machine, boot);
  const booted = elapsed();
  await untilServing(subject, machine, pod);
  const served = elapsed();
  await expectReachable(subject, machine);
  return `${machine.name}: booted after ${booted}, its pod served after ${served}`;
}

/** What takes machines away. */
export const reboots: Area = {
  name: "reboot",
  checks: [{ name: "a worker comes back with its pods", run: worker, disruptive: true }],
};
