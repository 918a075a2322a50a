import type { Area } from "../check";
import { namespace as verifys } from "../kubectl";
import { policyLag } from "../lags";
import { namespaceManifest, podSpec, port, server } from "../manifests";
import { type List, type Node, type Pod, serves } from "../objects";
import { expectNone, Failed, Skipped } from "../outcome";
import type { Subject } from "../subject";
import { until } from "../wait";

/** A namespace of its own: where there is a policy, a new pod waits for it, and other checks time new pods. */
const namespace = `${verifys}-policies`;

/**
 * The pods of kube-router. Skips where nothing enforces policies, by the cluster file, or by what runs where there is
 * none.
 */
async function enforcers({ site, kubectl }: Subject): Promise<readonly Pod[]> {
  if (site.plan && !site.plan.config.networkPolicy) throw new Skipped("the cluster file says networkPolicy: false");
  const { items } = await kubectl.get<List<Pod>>("pods", "-n", "kube-system", "-l", "k8s-app=kube-router");
  if (items.length > 0) return items;
  if (site.plan) throw new Failed("there are no pods of kube-router");
  throw new Skipped("there are no pods of kube-router");
}

/**
 * Nodes without an enforcer that is ready, one line each. The DaemonSet's status also counts nodes that have just been
 * removed, until their pods are, so this looks at the pods of each node.
 */
export function enforcerProblems(nodes: readonly Node[], pods: readonly Pod[]): string[] {
  const enforced = new Set(pods.filter(serves).map(({ spec }) => spec.nodeName));
  const without = nodes.map(({ metadata }) => metadata.name).filter((name) => !enforced.has(name));
  return without.map((name) => `kube-router is not ready on ${name}`);
}

async function everywhere(subject: Subject): Promise<string> {
  const nodes = await subject.nodes();
  expectNone(enforcerProblems(nodes, await enforcers(subject)));
  return `kube-router is ready on ${nodes.length} nodes`;
}

/** Who asks, and what the policies say of it. */
const askers = { friend: "it may", stranger: "it may not", recluse: "it may ask nobody" } as const;
type Asker = keyof typeof askers;

const meta = (name: string) => ({ name, namespace, labels: { app: name.replace(/-\d$/, "") } });

const policy = (name: string, app: string, spec: object) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace },
  spec: { podSelector: { matchLabels: { app } }, ...spec },
});

const from = (app: string) => [{ podSelector: { matchLabels: { app } } }];

/** One pod that is asked, and askers of every kind on its node and on another one. */
function manifests(image: string, nodes: readonly string[]) {
  const pod = (name: string, nodeName: string) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: meta(name),
    spec: podSpec([server({ image })], { nodeName }),
  });
  const { metadata, ...rest } = namespaceManifest();
  return [
    { ...rest, metadata: { ...metadata, name: namespace } },
    policy("asked", "asked", { ingress: [{ from: from("friend"), ports: [{ port }] }] }),
    policy("recluse", "recluse", { policyTypes: ["Egress"] }),
    pod("asked", nodes[0]!),
    ...Object.keys(askers).flatMap((asker) => nodes.map((node, index) => pod(`${asker}-${index}`, node))),
  ];
}

/** Whether a pod is answered by an address; a request that is let through is answered at the second try at the latest. */
async function answered({ kubectl }: Subject, pod: string, address: string): Promise<boolean> {
  const script = `curl -s -m 3 -o /dev/null http://${address}:${port}/hostname && echo answered || echo closed`;
  const said = await kubectl.run(["exec", "--namespace", namespace, pod, "--", "sh", "-c", script]);
  return said.trim() === "answered";
}

/** What is wrong with who was answered, a line each. */
export function answerProblems(pod: string, found: { readonly asked: boolean; readonly elsewhere: boolean }): string[] {
  const asker = pod.replace(/-\d$/, "") as Asker;
  const should = { asked: asker === "friend", elsewhere: asker !== "recluse" };
  return [
    ...(found.asked === should.asked
      ? []
      : [`${pod} is ${found.asked ? "" : "not "}answered by the pod with a policy`]),
    ...(found.elsewhere === should.elsewhere
      ? []
      : [`${pod} is ${found.elsewhere ? "" : "not "}answered by a pod without a policy`]),
  ];
}

async function enforced(subject: Subject): Promise<string> {
  await enforcers(subject);
  const { kubectl, stage } = subject;
  const [echo] = await stage.echo();
  const all = (await subject.nodes()).map(({ metadata }) => metadata.name);
  const nodes = [...new Set([all[0]!, all.at(-1)!])];
  try {
    for (const object of manifests(stage.image, nodes))
      await kubectl.run(["apply", "--filename", "-"], { input: JSON.stringify(object) });
    await kubectl.run(["wait", "--for=condition=Ready", "pods", "--all", "--namespace", namespace, "--timeout=60s"], {
      seconds: 65,
    });
    const { status } = await kubectl.get<Pod>("pod", "asked", "--namespace", namespace);
    const pods = Object.keys(askers).flatMap((asker) => nodes.map((_, index) => `${asker}-${index}`));
    await until("policies to hold", policyLag, async () => {
      const problems = await Promise.all(
        pods.map(async (pod) => {
          const [asked, elsewhere] = await Promise.all([
            answered(subject, pod, status.podIP!),
            answered(subject, pod, echo!.address),
          ]);
          return answerProblems(pod, { asked, elsewhere });
        }),
      );
      expectNone(problems.flat());
    });
    return `${pods.length} askers on ${nodes.join(", ")}: one kind is let in, one is kept out, one cannot ask at all`;
  } finally {
    await kubectl.attempt(["delete", "namespace", namespace, "--ignore-not-found", "--wait=false"]);
  }
}

/** NetworkPolicies. */
export const networkPolicies: Area = {
  name: "network policies",
  checks: [
    { name: "an enforcer on every node", run: everywhere },
    { name: "one policy lets through, others deny", run: enforced },
  ],
};
