import type { Area } from "../check";
import { expect, expectNone, Failed } from "../outcome";
import { namespace } from "../kubectl";
import { dnsCache, watchLag } from "../lags";
import type { List, Pod } from "../objects";
import { serves } from "../objects";
import type { Subject } from "../subject";
import { until } from "../wait";

/** A name of the world outside, which a site without internet does not know. */
const outsideName = "kubernetes.io";

/** Seconds in which a resolver must say something. */
const patience = 5;

/** What a resolver said. */
export interface DnsAnswer {
  /** NOERROR, NXDOMAIN, SERVFAIL ...; missing when there was no answer. */
  readonly status?: string;
  readonly milliseconds?: number;
}

/** Reads what `dig` prints. */
export function parseDig(text: string): DnsAnswer {
  const time = /Query time: (\d+) msec/.exec(text)?.[1];
  return { status: /status: (\w+)/.exec(text)?.[1], milliseconds: time === undefined ? undefined : Number(time) };
}

/** The pods of the cluster DNS that serve. */
async function servingPods({ kubectl }: Subject): Promise<Pod[]> {
  const selector = ["--namespace", "kube-system", "--selector", "k8s-app=kube-dns"];
  return (await kubectl.get<List<Pod>>("pods", ...selector)).items.filter(serves);
}

async function replicas(subject: Subject): Promise<string> {
  const serving = await servingPods(subject);
  const nodes = new Set(serving.map((pod) => pod.spec.nodeName));
  const wanted = Math.min(2, (await subject.nodes()).length);
  expect(serving.length >= wanted, `${serving.length} of ${wanted} pods of the cluster DNS are ready`);
  expect(
    nodes.size >= wanted,
    `all pods of the cluster DNS are on ${[...nodes].join(", ")}: one node's loss takes it away`,
  );
  return `${serving.length} pods, on ${[...nodes].join(", ")}`;
}

const dig = `dig +short +time=${patience} +tries=1`;

/** A Service's name, and the cluster's address of it. */
interface Named {
  readonly name: string;
  readonly address: string;
}

/** Asks one pod of the cluster DNS for a Service and for its address: prints what it says instead. */
function askPodScript(pod: string, { name, address }: Named): string {
  return `found=$(${dig} @${pod} ${name}. | xargs); [ "$found" = ${address} ] || echo "${pod} says of ${name}: $found"
found=$(${dig} @${pod} -x ${address} | xargs); [ "$found" = ${name}. ] || echo "${pod} says of ${address}: $found"`;
}

/**
 * Waits until every pod of the cluster DNS knows the Service that checks ask for by name. One that was asked before it
 * had heard of the Service, or of the one that had its address before, says so until its cache forgets it.
 */
export function untilNamed(subject: Subject): Promise<Named> {
  return subject.once("web's name", async () => {
    const [asker] = await subject.stage.echo();
    const address = await subject.stage.serviceAddress("web");
    const named = {
      name: `web.${namespace}.svc.${subject.site.plan?.config.network.clusterDomain ?? "cluster.local"}`,
      address,
    };
    const script = (await servingPods(subject)).map(({ status }) => askPodScript(status.podIP!, named)).join("\n");
    await until("the cluster DNS to know the Service web", watchLag + dnsCache, async () => {
      const wrong = (await subject.kubectl.exec(asker!, script)).trim();
      if (wrong) throw new Failed(wrong);
    });
    return named;
  });
}

/** Looks names up, over UDP and TCP, and the name of an address: prints what does not come out as it should. */
function lookUpScript({ name, address }: Named): string {
  return `see() {
  found=$(${dig} $2)
  case "$found" in "$3") ;; "") echo "$1 is unknown" ;; *";;"*) echo "$1: no answer" ;; *) echo "$1 is $found, not $3" ;; esac
}
see "${name} over UDP" "${name}." ${address}
see "${name} over TCP" "+tcp ${name}." ${address}
see "the name of ${address}" "-x ${address}" ${name}.`;
}

async function clusterNames(subject: Subject): Promise<string> {
  const pods = await subject.stage.echo();
  const { name, address } = await untilNamed(subject);
  const wrong = await Promise.all(
    pods.map(async (pod) => {
      const text = (await subject.kubectl.exec(pod, lookUpScript({ name, address }))).trim();
      return text ? text.split("\n").map((line) => `on ${pod.node}, ${line}`) : [];
    }),
  );
  expectNone(wrong.flat());
  return `${name} is ${address}, and back, over UDP and TCP, on ${pods.length} nodes`;
}

const askOutside = `dig +time=${patience} +tries=1 ${outsideName}. || true`;

/** What is wrong with what a pod was told, beside what its node's own resolver says. */
export function outsideProblems(pod: DnsAnswer, node: DnsAnswer | undefined): string[] {
  if (!pod.status) return [`${outsideName}: no answer within ${patience} s; pods that look for names outside hang`];
  if (!node || pod.status === node.status) return [];
  const told = `${outsideName}: pods are told ${pod.status} after ${pod.milliseconds} ms`;
  return [
    `${told}, their node ${node.status} after ${node.milliseconds} ms: the cluster DNS does not reach the node's resolver`,
  ];
}

async function outside(subject: Subject): Promise<string> {
  const [pod] = await subject.stage.echo();
  const told = parseDig(await subject.kubectl.exec(pod!, askOutside));
  const machine = subject.site.outputs?.workers.find((worker) => worker.node === pod!.node);
  const node = machine && subject.site.login ? parseDig(await subject.on(machine, askOutside)) : undefined;
  expectNone(outsideProblems(told, node));
  return `${outsideName}: ${told.status} after ${told.milliseconds} ms${node ? `, as to its node` : ""}`;
}

async function machineNames(subject: Subject): Promise<string> {
  const { masters, workers } = subject.plan;
  const pods = await subject.stage.echo();
  const machines = [...masters, ...workers];
  const script = machines.map((machine) => `echo $(${dig} ${machine.fqdn}. | grep -v '^;')`).join("\n");
  const [pod] = pods;
  const found = (await subject.kubectl.exec(pod!, script, { seconds: 60 })).split("\n");
  expectNone(
    machines.flatMap(({ fqdn, address }, index) =>
      found[index] === address ? [] : [`${fqdn} is ${found[index] || "unknown"}, not ${address}`],
    ),
  );
  return `${machines[0]!.fqdn} and ${machines.length - 1} more, by the VPC's resolver`;
}

/** Names in the cluster. */
export const dns: Area = {
  name: "dns",
  checks: [
    { name: "cluster DNS on two nodes", run: replicas },
    { name: "names of Services, from every node", run: clusterNames },
    { name: "names of machines, from a pod", run: machineNames },
    { name: "outside names answer or fail fast", run: outside },
  ],
};
