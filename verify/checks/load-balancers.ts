import { balancerAnnotations } from "../../components/parts/balancer-policies";
import type { Area } from "../check";
import { lastWords, namespace } from "../kubectl";
import { balancerLag } from "../lags";
import { podSpec, server } from "../manifests";
import type { Meta } from "../objects";
import { expect, Failed, Skipped } from "../outcome";
import { execute } from "../site/execute";
import type { Subject } from "../subject";
import { until } from "../wait";

const app = { name: "balanced", namespace, labels: { app: "balanced" } };

interface Service {
  readonly metadata: Meta;
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly hostname?: string }[] } };
}

/** Skips if the cluster has no controller of load balancers. Without a cluster file, the cluster says whether it has. */
async function wanted({ site, kubectl }: Subject): Promise<void> {
  if (site.plan) {
    if (!site.plan.config.aws.loadBalancers) throw new Skipped("the cluster file does not set aws.loadBalancers");
    return;
  }
  const controller = ["get", "deployment", "aws-cloud-controller-manager", "--namespace", "kube-system"];
  const found = await kubectl.run([...controller, "--ignore-not-found", "--output", "name"]);
  if (!found.trim()) throw new Skipped("there is no cloud controller manager");
}

async function identified(subject: Subject): Promise<string> {
  await wanted(subject);
  const nodes = await subject.nodes();
  const without = nodes.filter(({ spec }) => !/^aws:\/\/\/[a-z0-9-]+\/i-[0-9a-f]+$/.test(spec.providerID ?? ""));
  expect(without.length === 0, `${without.map(({ metadata }) => metadata.name).join(", ")}: no provider id of AWS`);
  return nodes.map(({ metadata, spec }) => `${metadata.name} ${spec.providerID}`).join(", ");
}

const manifests = (image: string) => ({
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: app,
      spec: {
        selector: { matchLabels: app.labels },
        template: { metadata: { labels: app.labels }, spec: podSpec([server({ image })]) },
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: app,
      spec: { type: "LoadBalancer", selector: app.labels, ports: [{ port: 80, targetPort: "http" }] },
    },
  ],
});

/** Waits until a Service has a load balancer. Returns the load balancer's host name. */
export function balancerOf(
  { kubectl }: Subject,
  { name, namespace }: Pick<Meta, "name" | "namespace">,
): Promise<string> {
  return until(`Service ${name} to have a load balancer`, balancerLag, async () => {
    const { status } = await kubectl.get<Service>("service", name, "--namespace", namespace!);
    const host = status?.loadBalancer?.ingress?.[0]?.hostname;
    if (!host) throw new Failed("its status names no load balancer");
    return host;
  });
}

/** Waits until a load balancer's Service answers the operator. */
export async function untilAnswered({ site }: Subject, host: string): Promise<void> {
  await until(`http://${host} to answer`, balancerLag, async () => {
    const answer = await execute(
      site.asOperator(["curl", "--fail", "--silent", "--show-error", "--max-time", "5", `http://${host}/hostname`]),
    );
    expect(answer.code === 0, lastWords(answer));
  });
}

async function served(subject: Subject): Promise<string> {
  await wanted(subject);
  const { stage, kubectl } = subject;
  await stage.exists();
  const start = Date.now();
  const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
  await kubectl.run(["create", "--filename", "-"], { input: JSON.stringify(manifests(stage.image)) });
  const { metadata } = await kubectl.get<Service>("service", app.name, "--namespace", namespace);
  expect(
    metadata.annotations?.[balancerAnnotations.type] === "nlb",
    "the policy did not make it a network load balancer",
  );
  const host = await balancerOf(subject, app);
  const named = seconds();
  await untilAnswered(subject, host);
  const answered = seconds();
  await kubectl.run(["delete", "service", app.name, "--namespace", namespace], { seconds: balancerLag });
  return `${host} after ${named} s, answered after ${answered} s; deleted with its load balancer`;
}

/** Load balancers of Services. */
export const loadBalancers: Area = {
  name: "load balancers",
  checks: [
    { name: "every Node names its instance", run: identified },
    { name: "a Service of type LoadBalancer answers, and goes", run: served },
  ],
};
