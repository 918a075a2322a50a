import type { Cluster } from "../../lib/cluster";
import { positionIn } from "../../lib/cidr";
import type { Area } from "../check";
import { expectNone } from "../outcome";
import { holds, type List, type Node, type Pod } from "../objects";
import { expectNoneOn } from "../machines";
import type { Subject } from "../subject";

/** Conditions that must be false. */
const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

/** Problems of the nodes themselves. */
export function healthProblems(nodes: readonly Node[]): string[] {
  return nodes.flatMap(({ metadata, spec, status }) => {
    const { name } = metadata;
    const ready = status.conditions.find((condition) => condition.type === "Ready");
    return [
      ...(ready?.status === "True"
        ? []
        : [`${name} is not Ready: ${ready?.message ?? "its kubelet has not reported"}`]),
      ...pressures.filter((type) => holds(status.conditions, type)).map((type) => `${name} has ${type}`),
      ...(spec.unschedulable ? [`${name} is cordoned`] : []),
    ];
  });
}

/** Differences between nodes and plan. */
export function planProblems(nodes: readonly Node[], { workers, release }: Cluster): string[] {
  const names = workers.map((worker) => worker.hostname);
  return [
    ...nodes
      .filter((node) => !names.includes(node.metadata.name))
      .map((node) => `${node.metadata.name} is not in the plan`),
    ...workers.flatMap(({ hostname, name, address }) => {
      const node = nodes.find((it) => it.metadata.name === hostname);
      if (!node) return [`${name} (${hostname}) is missing`];
      const { addresses, nodeInfo } = node.status;
      const internal = addresses
        .filter((it) => it.type === "InternalIP")
        .map((it) => it.address)
        .join(", ");
      return [
        ...differ(`${name}'s address`, internal, address),
        ...differ(`${name}'s kubelet`, nodeInfo.kubeletVersion, `v${release.kubernetes}`),
        ...differ(
          `${name}'s runtime`,
          nodeInfo.containerRuntimeVersion.replace("://v", "://"),
          `containerd://${release.containerd}`,
        ),
      ];
    }),
  ];
}

function differ(what: string, found: string, planned: string): string[] {
  return found === planned ? [] : [`${what} is ${found}, planned is ${planned}`];
}

async function healthy(subject: Subject): Promise<string> {
  const nodes = await subject.nodes();
  expectNone(healthProblems(nodes));
  return nodes.map((node) => node.metadata.name).join(", ");
}

async function asPlanned(subject: Subject): Promise<string> {
  const { plan } = subject;
  const nodes = await subject.nodes();
  expectNone(planProblems(nodes, plan));
  const { kubeletVersion, containerRuntimeVersion } = nodes[0]!.status.nodeInfo;
  return `${plan.workers.map((worker) => worker.address).join(", ")}: kubelet ${kubeletVersion}, ${containerRuntimeVersion}`;
}

/** Pods with addresses outside their nodes' planned ranges. */
export function rangeProblems(pods: readonly Pod[], { workers }: Cluster): string[] {
  return pods.flatMap(({ metadata, spec, status }) => {
    const range = workers.find((worker) => worker.hostname === spec.nodeName)?.podCidr;
    if (range && positionIn(range, status.podIP ?? "") !== undefined) return [];
    return [`pod ${metadata.name} on ${spec.nodeName} has ${status.podIP}, planned: one of ${range ?? "no range"}`];
  });
}

async function podRanges(subject: Subject): Promise<string> {
  const { plan, stage, kubectl } = subject;
  await stage.echo();
  const { items } = await kubectl.get<List<Pod>>("pods", "--all-namespaces");
  const pods = items.filter((pod) => pod.status.podIP && !pod.spec.hostNetwork && pod.status.phase === "Running");
  expectNone(rangeProblems(pods, plan));
  return `${pods.length} pods in ${plan.workers.map((worker) => worker.podCidr).join(", ")}`;
}

/** Problems of a node with these inhibitors: `systemd-inhibit --list`, one per line. */
export function inhibitorProblems(list: string): string[] {
  const delays = list.split("\n").some((line) => /^kubelet\s.*\sshutdown\s.*\sdelay\s*$/.test(line));
  return delays ? [] : ["the kubelet does not delay a shutdown, so pods would be killed with the machine"];
}

async function gracefulShutdown(subject: Subject): Promise<string> {
  const { workers } = subject;
  await expectNoneOn(workers, async (machine) =>
    inhibitorProblems(await subject.on(machine, "systemd-inhibit --list --no-legend --no-pager")),
  );
  return `the kubelets of ${workers.map(({ name }) => name).join(", ")} delay a shutdown until their pods have ended`;
}

/** Workers, as nodes of Kubernetes. */
export const nodes: Area = {
  name: "nodes",
  checks: [
    { name: "all Ready", run: healthy, prerequisite: true },
    { name: "addresses and versions as planned", run: asPlanned },
    { name: "pods have addresses in their node's range", run: podRanges },
    { name: "shut down after their pods", run: gracefulShutdown },
  ],
};
