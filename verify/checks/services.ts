import type { Area } from "../check";
import { expect, expectNone } from "../outcome";
import { namespace } from "../kubectl";
import { replicas } from "../manifests";
import type { Service } from "../objects";
import type { Subject } from "../subject";
import { untilNamed } from "./dns";

/** Enough requests to reach more than one of three replicas: all to one happens once in 3^11 times. */
const requests = 12;

async function webService(subject: Subject): Promise<{ address: string; nodePort: number }> {
  await subject.stage.served("web");
  const { spec } = await subject.kubectl.get<Service>("service", "web", "--namespace", namespace);
  return { address: spec.clusterIP, nodePort: spec.ports[0]!.nodePort! };
}

/** Sends several requests to a Service from one pod on each node. Returns the names of the pods that answered. */
async function askFromPods(subject: Subject, url: string): Promise<string[][]> {
  const pods = await subject.stage.echo();
  const script = `for i in $(seq ${requests}); do curl -s -m 2 ${url}; echo; done`;
  return Promise.all(
    pods.map(async (pod) => (await subject.kubectl.exec(pod, script)).trim().split(/\s+/).filter(Boolean)),
  );
}

/** Problems with the answers on one node. */
export function balanceProblems(node: string, answers: readonly string[]): string[] {
  const strangers = answers.filter((answer) => !answer.startsWith("web-"));
  return [
    ...(answers.length === requests ? [] : [`${node}: ${answers.length} of ${requests} requests were answered`]),
    ...(strangers.length === 0 ? [] : [`${node}: ${strangers[0]} answered, which is not a pod of the Service`]),
    ...(new Set(answers).size > 1 ? [] : [`${node}: all requests went to one of ${replicas} pods`]),
  ];
}

async function clusterAddress(subject: Subject): Promise<string> {
  const { address } = await webService(subject);
  const pods = await subject.stage.echo();
  const answers = await askFromPods(subject, `http://${address}/hostname`);
  expectNone(answers.flatMap((it, index) => balanceProblems(pods[index]!.node, it)));
  return `${address} from ${pods.length} nodes, ${new Set(answers.flat()).size} pods answer`;
}

async function name(subject: Subject): Promise<string> {
  await webService(subject);
  const names = ["web", `web.${namespace}`, (await untilNamed(subject)).name];
  const [pod] = await subject.stage.echo();
  for (const it of names) {
    const answer = await subject.kubectl.exec(pod!, `curl -s -S -m 5 http://${it}/hostname`);
    expect(answer.startsWith("web-"), `http://${it} was answered by ${answer}`);
  }
  return names.join(", ");
}

/** Requests each URL, and prints those without an answer. */
const unanswered = (urls: readonly string[]) =>
  urls.map((url) => `curl -s -m 5 -o /dev/null ${url} || echo ${url}`).join("\n");

async function nodePortUrls(subject: Subject): Promise<string[]> {
  const { nodePort } = await webService(subject);
  const nodes = await subject.nodes();
  const addresses = nodes.flatMap((node) => node.status.addresses.filter((it) => it.type === "InternalIP"));
  return addresses.map(({ address }) => `http://${address}:${nodePort}/hostname`);
}

async function nodePortFromMachines(subject: Subject): Promise<string> {
  const machines = [...subject.masters, ...subject.workers];
  const urls = await nodePortUrls(subject);
  const failed = await Promise.all(
    machines.map(async (machine) => {
      const text = (await subject.on(machine, unanswered(urls))).trim();
      return text ? [`${machine.name} has no answer from ${text.split("\n").join(", ")}`] : [];
    }),
  );
  expectNone(failed.flat());
  return `port ${new URL(urls[0]!).port} of ${urls.length} nodes, from ${machines.length} machines`;
}

async function nodePortFromPods(subject: Subject): Promise<string> {
  const urls = await nodePortUrls(subject);
  const pods = await subject.stage.echo();
  const failed = await Promise.all(
    pods.map(async (pod) => {
      const text = (await subject.kubectl.exec(pod, unanswered(urls))).trim();
      return text ? [`a pod on ${pod.node} has no answer from ${text.split("\n").join(", ")}`] : [];
    }),
  );
  expectNone(failed.flat());
  return `port ${new URL(urls[0]!).port} of ${urls.length} nodes, from pods on ${pods.length}`;
}

/** Services, the work of kube-proxy. */
export const services: Area = {
  name: "services",
  checks: [
    { name: "by cluster address, from every node's pods", run: clusterAddress },
    { name: "by DNS name", run: name },
    { name: "by node port, from machines", run: nodePortFromMachines },
    { name: "by node port, from pods", run: nodePortFromPods },
  ],
};
