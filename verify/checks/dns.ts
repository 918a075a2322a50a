import type { Area } from "../check";
import { expect, expectNone, Failed } from "../outcome";
import { namespace } from "../kubectl";
import { dnsCache, watchLag } from "../lags";
import type { List, Pod } from "../objects";
import { serves } from "../objects";
import type { Subject } from "../subject";
import { until } from "../wait";

/** A name on the internet, which a site without internet access cannot resolve. */
const outsideName = "kubernetes.io";

/** Seconds within which a resolver must answer. */
const patience = 5;

/** A resolver's answer. */
export interface DnsAnswer {
  /** NOERROR, NXDOMAIN, SERVFAIL ...; undefined if there was no answer. */
  readonly status?: string;
  readonly milliseconds?: number;
}

/** Reads what `dig` prints. */
export function parseDig(text: string): DnsAnswer {
  const time = /Query time: (\d+) msec/.exec(text)?.[1];
  return { status: /status: (\w+)/.exec(text)?.[1], milliseconds: time === undefined ? undefined : Number(time) };
}

/** The serving pods of the cluster DNS. */
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
    `all pods of the cluster DNS are on ${[...nodes].join(", ")}: the loss of one node would take it down`,
  );
  return `${serving.length} pods, on ${[...nodes].join(", ")}`;
}

const dig = `dig +short +time=${patience} +tries=1`;

/** A Service's name and cluster IP. */
interface Named {
  readonly name: string;
  readonly address: string;
}

/** Asks one pod of the cluster DNS for a Service and for its address. Prints any other answer. */
function askPodScript(pod: string, { name, address }: Named): string {
  return `found=$(${dig} @${pod} ${name}. | xargs); [ "$found" = ${address} ] || echo "${pod} says of ${name}: $found"
found=$(${dig} @${pod} -x ${address} | xargs); [ "$found" = ${name}. ] || echo "${pod} says of ${address}: $found"`;
}

/**
 * Waits until every pod of the cluster DNS knows the Service that checks look up. If a pod was asked before it knew the
 * Service, or while the address belonged to another Service, it repeats the old answer until its cache expires.
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

/** Looks names up, over UDP and TCP, and the name of an address. Prints every unexpected answer. */
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

/** Problems with the answer that a pod got, compared with the answer of its node's resolver. */
export function outsideProblems(pod: DnsAnswer, node: DnsAnswer | undefined): string[] {
  if (!pod.status) return [`${outsideName}: no answer within ${patience} s; pods that look up external names hang`];
  if (!node || pod.status === node.status) return [];
  const told = `${outsideName}: pods get ${pod.status} after ${pod.milliseconds} ms`;
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
  return `${outsideName}: ${told.status} after ${told.milliseconds} ms${node ? `, the same as its node` : ""}`;
}

async function machineNames(subject: Subject): Promise<string> {
  const { masters, workers } = subject.plan;
  const pods = await subject.stage.echo();
  const machines = [...masters, ...workers];
  const script = machines.map((machine) => `found=$(${dig} ${machine.fqdn}. | grep -v '^;'); echo $found`).join("\n");
  const [pod] = pods;
  const found = (await subject.kubectl.exec(pod!, script, { seconds: 60 })).split("\n");
  expectNone(
    machines.flatMap(({ fqdn, address }, index) =>
      found[index] === address ? [] : [`${fqdn} is ${found[index] || "unknown"}, not ${address}`],
    ),
  );
  return `${machines[0]!.fqdn} and ${machines.length - 1} more, by the VPC's resolver`;
}

/** Name resolution in the cluster. */
export const dns: Area = {
  name: "dns",
  checks: [
    { name: "cluster DNS on two nodes", run: replicas },
    { name: "names of Services, from every node", run: clusterNames },
    { name: "names of machines, from a pod", run: machineNames },
    { name: "external names answer or fail fast", run: outside },
  ],
};
