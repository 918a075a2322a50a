import type { Area } from "../check";
import { expect, expectNone, Failed, Skipped } from "../outcome";
import { namespace } from "../kubectl";
import { metricsLag, scaleLag } from "../lags";
import { podSpec, server } from "../manifests";
import { holds, type Condition, type List, type Meta, type Node, type Pod, serves } from "../objects";
import type { Subject } from "../subject";
import { until } from "../wait";

const api = "v1beta1.metrics.k8s.io";
const selector = ["--namespace", "kube-system", "--selector", "k8s-app=metrics-server"];

interface ApiService {
  readonly spec: { readonly insecureSkipTLSVerify?: boolean };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** Skips where the cluster file does without metrics. Without a cluster file the cluster itself says whether it has them. */
async function wanted({ site, kubectl }: Subject): Promise<void> {
  if (site.plan) {
    if (!site.plan.config.metrics) throw new Skipped("the cluster file says metrics: false");
    return;
  }
  const found = await kubectl.run(["get", "apiservice", api, "--ignore-not-found", "--output", "name"]);
  if (!found.trim()) throw new Skipped(`there is no APIService ${api}`);
}

async function aggregated(subject: Subject): Promise<string> {
  await wanted(subject);
  const { spec, status } = await subject.kubectl.get<ApiService>("apiservice", api);
  const available = status?.conditions?.find(({ type }) => type === "Available");
  expect(available?.status === "True", `${api} is not available: ${available?.reason} ${available?.message}`);
  expect(!spec.insecureSkipTLSVerify, `API servers do not verify the certificate of ${api}`);
  const pods = (await subject.kubectl.get<List<Pod>>("pods", ...selector)).items.filter(serves);
  const nodes = new Set(pods.map((pod) => pod.spec.nodeName));
  const least = Math.min(2, (await subject.nodes()).length);
  expect(nodes.size >= least, `pods of metrics-server serve on ${nodes.size} nodes, not on ${least}`);
  return `${api}, verified, by ${pods.length} pods on ${[...nodes].join(", ")}`;
}

/** What \`kubectl top\` says of one node or pod. */
export interface Usage {
  readonly name: string;
  readonly milliCpus: number;
  readonly mebibytes: number;
}

/** Reads what \`kubectl top nodes\` and \`top pods\` print without headings. */
export function parseTop(text: string): Usage[] {
  return [...text.matchAll(/^(\S+)\s+(\d+)m\s+(?:\d+%\s+)?(\d+)Mi\b/gm)].map(([, name, cpu, memory]) => ({
    name: name!,
    milliCpus: Number(cpu),
    mebibytes: Number(memory),
  }));
}

/** The nodes of which \`kubectl top\` says nothing, or what cannot be. */
export function topProblems(nodes: readonly string[], usages: readonly Usage[]): string[] {
  return nodes.flatMap((node) => {
    const usage = usages.find(({ name }) => name === node);
    if (!usage) return [`kubectl top has nothing of ${node}`];
    return usage.mebibytes > 0 ? [] : [`kubectl top says that ${node} uses no memory`];
  });
}

async function topNodes(subject: Subject): Promise<string> {
  await wanted(subject);
  const ready = (await subject.nodes()).filter(({ status }: Node) => holds(status.conditions, "Ready"));
  const names = ready.map(({ metadata }) => metadata.name);
  const usages = await until("kubectl top to know every node", metricsLag, async () => {
    const found = parseTop(await subject.kubectl.run(["top", "nodes", "--no-headers"]));
    expectNone(topProblems(names, found));
    return found;
  });
  return usages.map(({ name, milliCpus, mebibytes }) => `${name} ${milliCpus}m ${mebibytes}Mi`).join(", ");
}

async function topPods(subject: Subject): Promise<string> {
  await wanted(subject);
  const pods = await subject.stage.echo();
  await until("kubectl top to know every node's pod", metricsLag, async () => {
    const found = parseTop(await subject.kubectl.run(["top", "pods", "--no-headers", "--namespace", namespace]));
    const missing = pods.filter(({ name }) => !found.some((usage) => usage.name === name));
    expectNone(missing.map(({ name, node }) => `kubectl top has nothing of ${name} on ${node}`));
  });
  return `pods on ${pods.length} nodes`;
}

const scaled = { name: "scaled", namespace, labels: { app: "scaled" } };

/** One replica, whose memory is more than the autoscaler is told to bear. */
const scaledManifests = (image: string) => ({
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: scaled,
      spec: {
        selector: { matchLabels: scaled.labels },
        template: { metadata: { labels: scaled.labels }, spec: podSpec([server({ image })]) },
      },
    },
    {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: scaled,
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: scaled.name },
        minReplicas: 1,
        maxReplicas: 2,
        metrics: [
          { type: "Resource", resource: { name: "memory", target: { type: "AverageValue", averageValue: "1Mi" } } },
        ],
      },
    },
  ],
});

interface Autoscaler {
  readonly metadata: Meta;
  readonly status?: { readonly desiredReplicas?: number; readonly conditions?: readonly Condition[] };
}

async function autoscaler(subject: Subject): Promise<string> {
  await wanted(subject);
  const { stage, kubectl } = subject;
  await stage.exists();
  const start = Date.now();
  await kubectl.run(["create", "--filename", "-"], { input: JSON.stringify(scaledManifests(stage.image)) });
  await until("the HorizontalPodAutoscaler to ask for a second replica", scaleLag, async () => {
    const { status } = await kubectl.get<Autoscaler>("hpa", scaled.name, "--namespace", namespace);
    const active = status?.conditions?.find(({ type }) => type === "ScalingActive");
    if (status?.desiredReplicas !== 2) throw new Failed(`it asks for ${status?.desiredReplicas}: ${active?.message}`);
  });
  await stage.rolledOut(`deployment/${scaled.name}`);
  return `from 1 to 2 replicas after ${((Date.now() - start) / 1000).toFixed(1)} s`;
}

/** Metrics of nodes and pods, by an API that a pod serves. */
export const metrics: Area = {
  name: "metrics",
  checks: [
    { name: "served by an aggregated API, verified", run: aggregated },
    { name: "kubectl top knows every node", run: topNodes },
    { name: "kubectl top knows pods on every node", run: topPods },
    { name: "a HorizontalPodAutoscaler scales", run: autoscaler },
  ],
};
