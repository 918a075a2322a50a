import type { Check } from "../check";
import { expect, expectNone } from "../outcome";
import { lastWords, namespace } from "../kubectl";
import { replicas } from "../manifests";
import type { EchoPod } from "../stage";
import type { Subject } from "../subject";
import { patient } from "../patience";

const app = "rolling";

/** What clients of a Service saw while its pods changed. */
export interface Traffic {
  readonly requests: number;
  readonly failed: readonly string[];
  /** The fewest endpoints that were ready. */
  readonly fewest: number;
}

/** Reads the answers of `trafficScript`: one HTTP status per line. */
export function parseTraffic(text: string): Omit<Traffic, "fewest"> {
  const lines = text.split("\n").filter(Boolean);
  return { requests: lines.length, failed: lines.filter((line) => line !== "200") };
}

/** Reads the output of `kubectl get --watch` about an endpoint slice's readiness: the fewest that were ready. */
export function fewestReady(text: string): number {
  const lines = text.split("\n").filter((line) => line.startsWith("ready:"));
  const counts = lines.map((line) => line.split(" ").filter((word) => word === "true").length);
  return counts.length > 0 ? Math.min(...counts) : 0;
}

/** Problems that clients saw. */
export function trafficProblems({ requests, failed, fewest }: Traffic): string[] {
  const kinds = [...new Set(failed)].join(", ");
  return [
    ...(fewest >= 1 ? [] : ["for a moment no pod was ready behind the Service"]),
    ...(requests > 0 ? [] : ["clients made no request"]),
    ...(failed.length === 0 ? [] : [`${failed.length} of ${requests} requests failed meanwhile: ${kinds}`]),
  ];
}

const stopFile = "/tmp/enough";

/** Sends requests to the Service until it must stop. */
const trafficScript = (address: string) => `rm -f ${stopFile}; while [ ! -e ${stopFile} ]; do
  curl -s -m 3 -o /dev/null -w '%{http_code}\\n' http://${address}/hostname
  sleep 0.1
done`;

const watchEndpoints = [
  ...["get", "endpointslices", "--namespace", namespace, "--selector", `kubernetes.io/service-name=${app}`, "--watch"],
  ...["--output", 'jsonpath=ready: {.endpoints[*].conditions.ready}{"\\n"}'],
];

/** Sends requests and watches endpoints while the work runs. */
async function underTraffic(subject: Subject, client: EchoPod, work: () => Promise<void>): Promise<Traffic> {
  const { kubectl, stage } = subject;
  const address = await stage.serviceAddress(app);
  const watch = kubectl.start(watchEndpoints);
  const answers = kubectl.exec(client, trafficScript(address), { seconds: 120 });
  answers.catch(() => undefined); // not awaited if the work fails
  try {
    await work();
  } finally {
    await kubectl.attempt(["exec", "--namespace", namespace, client.name, "--", "touch", stopFile]);
    await watch.stop();
  }
  return { ...parseTraffic(await answers), fewest: fewestReady(watch.said) };
}

async function replaceAll({ kubectl }: Subject): Promise<void> {
  await kubectl.run(["set", "env", `deployment/${app}`, "GENERATION=2", "--namespace", namespace]);
  const status = ["rollout", "status", `deployment/${app}`, `--timeout=${patient(90)}s`, "--namespace", namespace];
  const output = await kubectl.attempt(status, { seconds: 95 });
  expect(output.code === 0, `the new pods did not come up: ${lastWords(output)}`);
}

async function update(subject: Subject): Promise<string> {
  const { stage, kubectl } = subject;
  await stage.served(app);
  const [client] = await stage.echo();
  const before = (await stage.pods(app)).map((pod) => pod.metadata.uid);
  const start = Date.now();
  const traffic = await underTraffic(subject, client!, () => replaceAll(subject));
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  const kept = (await stage.pods(app)).filter((pod) => before.includes(pod.metadata.uid));
  expectNone([...kept.map((pod) => `${pod.metadata.name} is still the old one`), ...trafficProblems(traffic)]);
  // deleted pods take a while to end: wait now, not when the namespace is removed
  await kubectl.run(["delete", "deployment", app, "--namespace", namespace, "--wait=false"]);
  const { fewest, requests } = traffic;
  return `${replicas} pods replaced in ${seconds} s, never fewer than ${fewest} ready, ${requests} requests answered`;
}

/** Replaces the pods of a Deployment while clients use its Service. */
export const rollingUpdate: Check = { name: "rolling update under traffic", run: update };
