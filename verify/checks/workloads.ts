import type { Area } from "../check";
import { expect, Failed } from "../outcome";
import { namespace } from "../kubectl";
import { port, replicas } from "../manifests";
import { type Pod, serves } from "../objects";
import type { Subject } from "../subject";
import { patient } from "../patience";
import { until } from "../wait";
import { rollingUpdate } from "./rolling-update";

async function spread(subject: Subject): Promise<string> {
  const { stage } = subject;
  await stage.rolledOut("deployment/web");
  const nodes = (await subject.nodes()).filter((node) => !node.spec.unschedulable);
  const pods = await stage.pods("web");
  const used = new Set(pods.map((pod) => pod.spec.nodeName));
  expect(pods.length === replicas, `${pods.length} of ${replicas} pods are there`);
  expect(
    used.size === Math.min(replicas, nodes.length),
    `${replicas} pods are on ${[...used].join(", ")} of ${nodes.length} nodes`,
  );
  return `${pods.length} pods on ${[...used].join(", ")}`;
}

async function job(subject: Subject): Promise<string> {
  const { stage, kubectl } = subject;
  await stage.exists();
  await kubectl.run(
    ["wait", "--for=condition=Complete", "job/speak", `--timeout=${patient(60)}s`, "--namespace", namespace],
    {
      seconds: 65,
    },
  );
  const log = await kubectl.run(["logs", "job/speak", "--namespace", namespace]);
  expect(log.trim() === `spoken: ${stage.nonce}`, `its log says ${JSON.stringify(log.trim())}`);
  return "runs to its end, its log is kept";
}

async function servingPods(subject: Subject, app: string): Promise<readonly Pod[]> {
  return (await subject.stage.pods(app)).filter(serves);
}

async function replaced(subject: Subject): Promise<string> {
  const { stage, kubectl } = subject;
  await stage.rolledOut("deployment/healing");
  const [victim] = await servingPods(subject, "healing");
  const start = Date.now();
  await kubectl.run(["delete", "pod", victim!.metadata.name, "--namespace", namespace, "--wait=false"]);
  await until(`a replacement for ${victim!.metadata.name}`, 60, async () => {
    const serving = await servingPods(subject, "healing");
    if (!serving.some((pod) => pod.metadata.uid !== victim!.metadata.uid)) throw new Failed("no other pod serves");
  });
  return `its replacement serves after ${seconds(start)}`;
}

async function restarted(subject: Subject): Promise<string> {
  const { stage, kubectl } = subject;
  await stage.ready("failing");
  const start = Date.now();
  const end = ["curl", "-s", `http://127.0.0.1:${port}/exit?code=3`];
  await kubectl.attempt(["exec", "--namespace", namespace, "failing", "--", ...end]);
  const restarts = await until("the container to be started again", 60, async () => {
    const [pod] = await stage.pods("failing");
    if (!pod) throw new Failed("the pod is gone");
    const count = pod.status.containerStatuses?.[0]?.restartCount ?? 0;
    if (count === 0 || !serves(pod)) throw new Failed(`restarted ${count} times, ${serves(pod) ? "" : "not "}ready`);
    return count;
  });
  return `it serves again after ${seconds(start)}, restarts: ${restarts}`;
}

function seconds(start: number): string {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

/** What controllers do for workloads. */
export const workloads: Area = {
  name: "workloads",
  checks: [
    rollingUpdate,
    { name: "Deployment spread over nodes", run: spread },
    { name: "Job runs to its end", run: job },
    { name: "deleted pod is replaced", run: replaced },
    { name: "failed container is restarted", run: restarted },
  ],
};
