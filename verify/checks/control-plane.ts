import { setTimeout as sleep } from "node:timers/promises";
import { local, paths, ports } from "../../lib/contract/paths";
import type { Area } from "../check";
import { expect, expectNone, Failed } from "../outcome";
import { type EndpointSlice, type Lease, type List } from "../objects";
import { targetLag } from "../lags";
import type { Machine } from "../site/outputs";
import type { TargetHealth } from "../site/site";
import { Skipped } from "../outcome";
import type { Subject } from "../subject";
import { until } from "../wait";

/** Reads `/readyz?verbose`: the number of checks, and the failing ones. */
export function parseReadyz(text: string): { checks: number; failing: string[] } {
  const lines = text.split("\n").filter((line) => /^\[[+-]\]/.test(line));
  return { checks: lines.length, failing: lines.filter((line) => line.startsWith("[-]")).map((line) => line.slice(3)) };
}

function expectReady(who: string, status: number, body: string): number {
  const { checks, failing } = parseReadyz(body);
  expect(status === 200, `${who}: /readyz answers ${status} ${failing.join("; ")}`);
  return checks;
}

const readyzScript = `curl --silent --show-error --max-time 5 --cacert ${paths.clusterAuthority} \\
  --write-out '\\n%{http_code}' 'https://${local(ports.apiServer)}/readyz?verbose'`;

async function ready(subject: Subject): Promise<string> {
  const counts = await Promise.all(
    subject.masters.map(async (master) => {
      const lines = (await subject.on(master, readyzScript)).split("\n");
      return expectReady(master.name, Number(lines.pop()), lines.join("\n"));
    }),
  );
  return `${subject.masters.map((master) => master.name).join(", ")}: ${Math.min(...counts)} checks each`;
}

async function readyThroughLoadBalancer(subject: Subject): Promise<string> {
  const api = await subject.api();
  const name = subject.site.outputs?.loadBalancerName;
  if (name) expect(new URL(api.server).hostname === name, `the kubeconfig leads to ${api.server}, not to ${name}`);
  const { status, body } = await api.request("/readyz?verbose");
  return `${api.server}: ${expectReady(api.server, status, body)} checks`;
}

async function targets(subject: Subject): Promise<string> {
  if (!subject.site.targets) throw new Skipped("needs a load balancer that reports its targets' health: the lab's");
  const states = subject.site.targets;
  const wanted = subject.masters.map((master) => `${master.privateAddress}:${ports.apiServer}`);
  await until("the load balancer to find its targets healthy", targetLag, async () =>
    expectNone(targetProblems(states(), wanted)),
  );
  return `${wanted.join(", ")} healthy`;
}

/** What the load balancer finds wrong with its targets, one line each. */
export function targetProblems(found: readonly TargetHealth[], wanted: readonly string[]): string[] {
  return [
    ...found
      .filter((it) => it.state !== "healthy")
      .map((it) => `${it.target} is ${it.state} to ${it.node}: ${it.reason}`),
    ...wanted.filter((target) => !found.some((it) => it.target === target)).map((target) => `${target} is no target`),
  ];
}

async function version(subject: Subject): Promise<string> {
  const { gitVersion } = JSON.parse(await subject.kubectl.raw("/version")) as { gitVersion: string };
  const planned = subject.site.plan && `v${subject.site.plan.release.kubernetes}`;
  expect(!planned || gitVersion === planned, `the API server is ${gitVersion}, the plan says ${planned}`);
  return gitVersion;
}

async function endpoints(subject: Subject): Promise<string> {
  const slices = await subject.kubectl.get<List<EndpointSlice>>(
    "endpointslices",
    "--selector",
    "kubernetes.io/service-name=kubernetes",
  );
  const found = slices.items
    .flatMap((slice) => slice.endpoints ?? [])
    .flatMap((endpoint) => endpoint.addresses)
    .sort();
  const wanted = subject.masters.map((master) => master.privateAddress).sort();
  expect(
    found.join() === wanted.join(),
    `behind the kubernetes Service are ${found.join(", ")}, not ${wanted.join(", ")}`,
  );
  return found.join(", ");
}

/** Whether a lease's holder, `<host name>_<uuid>`, is one of the machines. */
export function holderIn(holder: string, machines: readonly Machine[]): boolean {
  return machines.some((machine) => holder.split("_")[0] === machine.node);
}

/** A leader is alive if it renews its lease while the check watches. So clocks need not agree. */
async function leader(subject: Subject, name: string): Promise<string> {
  const read = () => subject.kubectl.get<Lease>("lease", name, "--namespace", "kube-system");
  const before = (await read()).spec;
  expect(before.holderIdentity, `${name} has no leader`);
  const { holderIdentity: holder = "" } = await until(`${name}'s leader to renew its lease`, 15, async () => {
    await sleep(1000);
    const { spec } = await read();
    if (spec.renewTime === before.renewTime)
      throw new Failed(`${spec.holderIdentity} last renewed it at ${spec.renewTime}`);
    return spec;
  });
  const masters = subject.site.outputs?.masters;
  expect(!masters || holderIn(holder, masters), `${name} is led by ${holder}, which is no master`);
  return `${name} by ${holder.split("_")[0]}`;
}

async function leaders(subject: Subject): Promise<string> {
  const found = await Promise.all(["kube-scheduler", "kube-controller-manager"].map((name) => leader(subject, name)));
  return found.join(", ");
}

/** API servers, scheduler and controller manager. */
export const controlPlane: Area = {
  name: "control plane",
  checks: [
    { name: "every API server ready", run: ready },
    { name: "ready through the load balancer", run: readyThroughLoadBalancer },
    { name: "load balancer's targets healthy", run: targets },
    { name: "version as planned", run: version },
    { name: "kubernetes Service reaches every master", run: endpoints },
    { name: "scheduler and controller manager have leaders", run: leaders },
  ],
};
