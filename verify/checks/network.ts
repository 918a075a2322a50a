import type { Area } from "../check";
import { expect, expectNone, Skipped } from "../outcome";
import { namespace } from "../kubectl";
import { proxyLag } from "../lags";
import { port } from "../manifests";
import type { EchoPod } from "../stage";
import type { Subject } from "../subject";
import { until } from "../wait";

/** How many other nodes each node contacts: all of them in a small cluster, its neighbours in a large one. */
const mostNeighbours = 3;

/** Bytes of an answer that fills many packets of maximum size. A wrong MTU would drop them. */
const bulk = 60_000;

/** The pods that each pod must reach: those on the following nodes, in a ring. */
export function neighbours<T>(pods: readonly T[], index: number): T[] {
  const count = Math.min(pods.length - 1, mostNeighbours);
  return Array.from({ length: count }, (_, step) => pods[(index + step + 1) % pods.length]!);
}

/**
 * Asks each address for the client's address, and for a large answer. Prints lines of address, client address and
 * bytes.
 */
function askScript(addresses: readonly string[]): string {
  return `text=$(head -c ${bulk} /dev/zero | tr '\\0' x)
for address in ${addresses.join(" ")}; do
  from=$(curl -s -m 5 http://$address:${port}/clientip)
  bytes=$(echo "msg=$text" | curl -s -m 5 --data @- http://$address:${port}/echo | wc -c)
  echo $address "\${from%:*}" $bytes
done`;
}

/** Problems with one pod's answers. */
export function reachProblems(pod: EchoPod, text: string, others: readonly EchoPod[]): string[] {
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  return others.flatMap((other) => {
    const [, from, bytes] = lines.find(([address]) => address === other.address) ?? [];
    const way = `from ${pod.node} to ${other.node}`;
    if (!bytes) return [`${way}: no answer`];
    return [
      ...(from === pod.address ? [] : [`${way}: ${pod.address} is seen as ${from}`]),
      ...(Number(bytes) >= bulk ? [] : [`${way}: of ${bulk} bytes ${bytes} came back`]),
    ];
  });
}

async function podToPod(subject: Subject): Promise<string> {
  const pods = await subject.stage.echo();
  if (pods.length < 2) throw new Skipped("needs two nodes");
  const problems = await Promise.all(
    pods.map(async (pod, index) => {
      const others = neighbours(pods, index);
      const text = await subject.kubectl.exec(pod, askScript(others.map((other) => other.address)));
      return reachProblems(pod, text, others);
    }),
  );
  expectNone(problems.flat());
  const ways = pods.length * neighbours(pods, 0).length;
  return `${ways} ways between ${pods.length} nodes, each seen under the pod's own address`;
}

async function nodeToPod(subject: Subject): Promise<string> {
  const pods = await subject.stage.echo();
  const asked = pods.map((pod) => `http://${pod.address}:${port}/hostname`);
  const script = asked.map((url) => `curl -s -S -m 5 -o /dev/null ${url} || echo "${url}"`).join("\n");
  const machines = [...subject.masters, ...subject.workers];
  const failed = await Promise.all(
    machines.map(async (machine) => ({ machine, text: (await subject.on(machine, script)).trim() })),
  );
  expectNone(
    failed
      .filter(({ text }) => text)
      .map(({ machine, text }) => `${machine.name} does not reach ${text.split("\n").join(", ")}`),
  );
  return `${machines.length} machines reach pods on ${pods.length} nodes`;
}

/** The route of webhooks and aggregated APIs. */
async function apiServerToPod(subject: Subject): Promise<string> {
  const pods = await subject.stage.echo();
  const answers = await Promise.all(
    pods.map((pod) => subject.kubectl.raw(`/api/v1/namespaces/${namespace}/pods/${pod.name}:${port}/proxy/hostname`)),
  );
  answers.forEach((answer, index) =>
    expect(answer.trim() === pods[index]!.name, `${pods[index]!.name} answers as ${answer}`),
  );
  return `pods on ${pods.map((pod) => pod.node).join(", ")}`;
}

async function hairpin(subject: Subject): Promise<string> {
  const pods = await subject.stage.echo();
  const url = `http://${await subject.stage.serviceAddress("echo-local")}/hostname`;
  const answers = await Promise.all(
    pods.map((pod) =>
      until(`kube-proxy on ${pod.node} to lead to the node's own pod`, proxyLag, () =>
        subject.kubectl.exec(pod, `curl -s -S -m 5 ${url}`),
      ),
    ),
  );
  answers.forEach((answer, index) =>
    expect(
      answer.trim() === pods[index]!.name,
      `${pods[index]!.name} was routed to ${answer}, which is on another node`,
    ),
  );
  return `${pods.length} pods, through a Service of their own node`;
}

/** The pod network. */
export const network: Area = {
  name: "network",
  checks: [
    { name: "pod to pod across nodes, address kept", run: podToPod },
    { name: "machines to pods", run: nodeToPod },
    { name: "API server to pods", run: apiServerToPod },
    { name: "pod to itself through a Service", run: hairpin },
  ],
};
