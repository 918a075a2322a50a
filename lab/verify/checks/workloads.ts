import { type Area, expect, expectNone, Failed } from "../check";
import { lastWords, namespace } from "../kubectl";
import { port, replicas } from "../manifests";
import { type Pod, serves } from "../objects";
import type { Subject } from "../subject";
import { until } from "../wait";

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
  await kubectl.run(["wait", "--for=condition=Complete", "job/speak", "--timeout=60s", "--namespace", namespace], {
    seconds: 65,
  });
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
  await until(`a pod in place of ${victim!.metadata.name}`, 60, async () => {
    const serving = await servingPods(subject, "healing");
    if (!serving.some((pod) => pod.metadata.uid !== victim!.metadata.uid)) throw new Failed("no other pod serves");
  });
  return `its successor serves after ${seconds(start)}`;
}

async function restarted(subject: Subject): Promise<string> {
  const { stage, kubectl } = subject;
  await stage.ready("failing");
  const start = Date.now();
  const end = ["curl", "-s", `http://127.0.0.1:${port}/exit?code=3`];
  await kubectl.attempt(["exec", "--namespace", namespace, "failing", "--", ...end]);
  const restarts = await until("the container to be started again", 60, async () => {
    const [pod] = await stage.pods("failing");
    const count = pod!.status.containerStatuses?.[0]?.restartCount ?? 0;
    if (count === 0 || !serves(pod!))
      throw new Failed(`restarted ${count} times, and ${serves(pod!) ? "" : "not "}ready`);
    return count;
  });
  return `it serves again after ${seconds(start)}, restarts: ${restarts}`;
}

/** What clients saw of a Service while its pods were replaced. */
export interface Traffic {
  readonly requests: number;
  readonly failed: readonly string[];
}

/** Reads the answers of `trafficScript`: an HTTP status a line. */
export function parseTraffic(text: string): Traffic {
  const lines = text.split("\n").filter(Boolean);
  return { requests: lines.length, failed: lines.filter((line) => line !== "200") };
}

const stopFile = "/tmp/enough";

/** Asks the Service again and again until it is told to stop. */
const trafficScript = (address: string) => `rm -f ${stopFile}; while [ ! -e ${stopFile} ]; do
  curl -s -m 3 -o /dev/null -w '%{http_code}\\n' http://${address}/hostname
  sleep 0.1
done`;

/** Reads what `kubectl get --watch` printed of an endpoint slice's readiness: the fewest that were ready at a time. */
export function fewestReady(text: string): number {
  const counts = text
    .split("\n")
    .filter((line) => line.startsWith("ready:"))
    .map((line) => line.split(" ").filter((word) => word === "true").length);
  return counts.length > 0 ? Math.min(...counts) : 0;
}

const watchEndpoints = [
  ...["get", "endpointslices", "--namespace", namespace, "--selector", "kubernetes.io/service-name=rolling", "--watch"],
  ...["--output", 'jsonpath=ready: {.endpoints[*].conditions.ready}{"\\n"}'],
];

async function update(subject: Subject): Promise<string> {
  const { stage, kubectl } = subject;
  await stage.rolledOut("deployment/rolling");
  const [client] = await stage.echo();
  const before = await stage.pods("rolling");
  const start = Date.now();
  const watch = kubectl.start(watchEndpoints);
  const traffic = kubectl.exec(client!, trafficScript(await stage.serviceAddress("rolling")), { seconds: 120 });
  traffic.catch(() => undefined); // it is looked at below, also when the update fails
  try {
    await kubectl.run(["set", "env", "deployment/rolling", "GENERATION=2", "--namespace", namespace]);
    const status = ["rollout", "status", "deployment/rolling", "--timeout=90s", "--namespace", namespace];
    const output = await kubectl.attempt(status, { seconds: 95 });
    expect(output.code === 0, `the new pods did not come up: ${lastWords(output)}`);
  } finally {
    await kubectl.exec(client!, `touch ${stopFile}`);
  }
  const { requests, failed } = parseTraffic(await traffic);
  const fewest = fewestReady(await watch.stop());
  const kept = (await servingPods(subject, "rolling")).filter((pod) =>
    before.some((it) => it.metadata.uid === pod.metadata.uid),
  );
  expectNone([
    ...kept.map((pod) => `${pod.metadata.name} is still the old one`),
    ...(fewest >= 1 ? [] : ["for a moment no pod was ready behind the Service"]),
    ...(requests > 0 ? [] : ["no request was made meanwhile"]),
    ...(failed.length === 0
      ? []
      : [`${failed.length} of ${requests} requests failed meanwhile: ${[...new Set(failed)].join(", ")}`]),
  ]);
  // they take their time to go: now, rather than while everybody waits for the namespace
  await kubectl.run(["delete", "deployment", "rolling", "--namespace", namespace, "--wait=false"]);
  return `${replicas} pods replaced in ${seconds(start)}, never fewer than ${fewest} ready, ${requests} requests answered`;
}

function seconds(start: number): string {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

/** What controllers do for workloads. */
export const workloads: Area = {
  name: "workloads",
  checks: [
    { name: "rolling update under traffic", run: update },
    { name: "Deployment spread over nodes", run: spread },
    { name: "Job runs to its end", run: job },
    { name: "deleted pod is replaced", run: replaced },
    { name: "failed container is restarted", run: restarted },
  ],
};
