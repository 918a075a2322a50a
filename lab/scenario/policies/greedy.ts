import { Failed } from "../../../verify/outcome";
import { ended, type List, type Pod } from "../../../verify/objects";
import type { Subject } from "../../../verify/subject";
import { until } from "../../../verify/wait";
import { namespaces, type Place } from "./pods";

/** The namespace of pods that send from their first instant on. A policy denies them everything, unless a run allows some. */
export const greedyNamespace = "policy-greedy";

/** DaemonSets of them: so many on each worker, and after its boot again. */
const daemonSets = 3;

/**
 * Asks an address by TCP and UDP without a pause, from the first instant of the container on, and says so of each answer,
 * with the tenths of a second since the start. It also serves, for others to ask it.
 */
const greedyScript = (target: string) => `
began=$(date +%s%N)
/agnhost netexec --http-port=8080 --udp-port=8080 >/dev/null 2>&1 &
say() {
  now=$(date +%s%N)
  echo "$1 $(((now - began) / 100000000))"
}
echo began $((began / 1000000000))
while true; do
  curl --silent --max-time 0.5 --output /dev/null http://${target}:8080/hostname && say tcp
  echo hostname | timeout 0.5 nc -u -w 1 ${target} 8080 | grep -q . && say udp
  echo asked
done`;

/**
 * A namespace with a policy, and pods that ask a pod elsewhere.
 * @param target address of the pod that they ask
 * @param egress rules of the policy: none, and everything is denied
 */
export function greedyManifests(image: string, target: string, egress: readonly object[]) {
  const items = [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: greedyNamespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: meta,
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], egress },
    },
    ...Array.from({ length: daemonSets }, (_, index) => daemonSet(`greedy-${index}`, podSpec(image, target))),
  ];
  return { apiVersion: "v1", kind: "List", items };
}

const meta = { name: "greedy", namespace: greedyNamespace };

const daemonSet = (name: string, spec: object) => ({
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: { name, namespace: greedyNamespace },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec },
  },
});

function podSpec(image: string, target: string) {
  const container = {
    name: "greedy",
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["sh", "-c", greedyScript(target)],
    resources: { requests: { cpu: "5m", memory: "16Mi" } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  };
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [container],
  };
}

/** What greedy pods have said so far. */
export interface Heard {
  readonly pods: number;
  /** When the first of them began, in seconds of Unix time. */
  readonly began: number;
  /** How often they have asked. */
  readonly asked: number;
  /** Answers, by pod: the way, and the seconds since the pod's start. */
  readonly answers: readonly { readonly pod: string; readonly way: string; readonly seconds: number }[];
}

/** Reads what a greedy pod said. */
export function parseGreedy(pod: string, log: string): Heard {
  const answers = [...log.matchAll(/^(tcp|udp) (\d+)$/gm)].map(([, way, tenths]) => ({
    pod,
    way: way!,
    seconds: Number(tenths) / 10,
  }));
  const began = Number(/^began (\d+)$/m.exec(log)?.[1] ?? 0);
  return { pods: 1, began, asked: [...log.matchAll(/^asked$/gm)].length, answers };
}

/** Starts greedy pods, in place of those of before. */
export async function startGreedy(
  { kubectl, stage }: Subject,
  target: string,
  egress: readonly object[] = [],
): Promise<void> {
  await kubectl.run(["delete", "namespace", greedyNamespace, "--ignore-not-found"], { seconds: 120 });
  const input = JSON.stringify(greedyManifests(stage.image, target, egress));
  await kubectl.run(["create", "--filename", "-"], { input });
}

async function greedyPods({ kubectl }: Subject, node?: string): Promise<readonly Pod[]> {
  const { items } = await kubectl.get<List<Pod>>("pods", "--namespace", greedyNamespace);
  return items.filter((pod) => !pod.metadata.deletionTimestamp && !ended(pod) && (!node || pod.spec.nodeName === node));
}

/** Which greedy pods are listened to. */
interface Listening {
  /** How often each has to ask. */
  readonly least: number;
  /** Only pods on this node. Default: all. */
  readonly node?: string;
  /** They must have begun later than this, in seconds of Unix time. Default: whenever. */
  readonly since?: number;
}

/** Waits until greedy pods have asked often enough, and returns what they have said. */
export async function hear(subject: Subject, { least, node, since = 0 }: Listening): Promise<Heard> {
  const wanted = daemonSets * (node ? 1 : (await subject.nodes()).length);
  return until(`${wanted} greedy pods to ask ${least} times each`, 180, async () => {
    const pods = await greedyPods(subject, node);
    if (pods.length < wanted) throw new Failed(`${pods.length} are there`);
    const heard = await Promise.all(
      pods.map(async ({ metadata: { name } }) => {
        const { code, stdout } = await subject.kubectl.attempt(["logs", "--namespace", greedyNamespace, name]);
        const one = parseGreedy(name, code === 0 ? stdout : "");
        if (one.began <= since) throw new Failed(`${name} has not begun yet`);
        if (one.asked < least) throw new Failed(`${name} has asked ${one.asked} times`);
        return one;
      }),
    );
    return {
      pods: heard.length,
      began: Math.min(...heard.map(({ began }) => began)),
      asked: heard.reduce((sum, { asked }) => sum + asked, 0),
      answers: heard.flatMap(({ answers }) => answers),
    };
  });
}

/** Removes them. */
export async function stopGreedy({ kubectl }: Subject): Promise<void> {
  await kubectl.run(["delete", "namespace", greedyNamespace, "--ignore-not-found"], { seconds: 120 });
}

/** The pod that greedy pods ask: no policy selects it. */
export const target: Place = { namespace: namespaces[2], pod: "c" };
