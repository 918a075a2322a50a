import type { Role } from "../lib/address-plan";
import { apiServerPort, type Cluster } from "../lib/cluster";
import type { Peer, Port } from "./component";
import { components } from "./registry";

/** The security groups of a cluster. */
export type GroupName = "masters" | "workers" | "loadBalancer";

/** Whence an ingress rule lets traffic in. Pods have addresses of their own, which no group covers. */
export type RuleSource = { readonly group: GroupName } | { readonly cidr: string } | "operators";

/** One ingress rule of one group. */
export interface IngressRule {
  readonly group: GroupName;
  /** Unique, and stable as long as the rule means the same. */
  readonly id: string;
  /** At most 255 characters of those that EC2 allows in descriptions. */
  readonly description: string;
  /** `tcp`, `udp`, `icmp`, or `-1` for all. */
  readonly protocol: string;
  /** First and last port; for ICMP type and code, -1 for all; left out with all protocols. */
  readonly from?: number;
  readonly to?: number;
  readonly source: RuleSource;
}

/** A port of the table: which role or load balancer listens, who declared it. */
export interface DeclaredPort extends Port {
  readonly listener: GroupName;
  readonly component: string;
}

const groupOf: Record<Role, GroupName> = { master: "masters", worker: "workers" };

/** What the hosts themselves offer, beside the components. */
const ssh = ({ config }: Cluster): Port => ({
  protocol: "tcp",
  from: 22,
  purpose: "SSH: the steps of Terraform",
  // A bastion stands in the VPC, between operators and nodes.
  peers: config.ssh.bastion ? ["operators", "vpc"] : ["operators"],
});
const listener: Port = {
  protocol: "tcp",
  from: apiServerPort,
  purpose: "Kubernetes API, to healthy masters",
  peers: ["operators", "publicWorkers"],
};

/** Every socket of the cluster, as declared. */
export function declaredPorts(cluster: Cluster): DeclaredPort[] {
  const ofComponents = components.flatMap((component) =>
    (component.ports?.(cluster) ?? []).flatMap((port) =>
      component.roles.map((role) => ({ ...port, listener: groupOf[role], component: component.name })),
    ),
  );
  const ofHosts = (["masters", "workers"] as const).map((group) => ({
    ...ssh(cluster),
    listener: group,
    component: "sshd",
  }));
  return [...ofHosts, { ...listener, listener: "loadBalancer", component: "load balancer" }, ...ofComponents];
}

/** Whence each peer comes; nothing where no rule is needed, or only an apply can tell. */
const sources = ({ config }: Cluster): Readonly<Record<Peer, RuleSource | undefined>> => ({
  self: undefined,
  masters: { group: "masters" },
  workers: { group: "workers" },
  publicWorkers: undefined,
  pods: { cidr: config.network.podCidr },
  vpc: { cidr: config.network.vpcCidr },
  loadBalancer: { group: "loadBalancer" },
  operators: "operators",
});

function portRules(cluster: Cluster, port: DeclaredPort): IngressRule[] {
  return port.peers.flatMap((peer) => {
    const source = sources(cluster)[peer];
    if (!source) return [];
    return {
      group: port.listener,
      id: `${port.listener}-${port.protocol}-${port.from}-from-${peer}`,
      description: `${port.purpose}, from ${peer}`,
      protocol: port.protocol,
      from: port.from,
      to: port.to ?? port.from,
      source,
    };
  });
}

/** Pings and the errors that path MTU discovery needs, between nodes and from operators. */
function icmpRules(): IngressRule[] {
  const sources: RuleSource[] = [{ group: "masters" }, { group: "workers" }, "operators"];
  return (["masters", "workers"] as const).flatMap((group) =>
    sources.map((source) => {
      const peer = source === "operators" ? "operators" : (source as { group: string }).group;
      return {
        group,
        id: `${group}-icmp-from-${peer}`,
        description: `ICMP, from ${peer}`,
        protocol: "icmp",
        from: -1,
        to: -1,
        source,
      };
    }),
  );
}

/** What pods receive: whatever they listen on, from other pods, and from API servers that call webhooks and aggregated APIs. */
function podRules(cluster: Cluster): IngressRule[] {
  const all = { group: "workers" as const, protocol: "-1" };
  return [
    {
      ...all,
      id: "workers-pods-from-pods",
      description: "pods, from pods",
      source: { cidr: cluster.config.network.podCidr },
    },
    { ...all, id: "workers-pods-from-workers", description: "pods, from workers", source: { group: "workers" } },
    {
      ...all,
      id: "workers-pods-from-masters",
      description: "pods, from API servers: webhooks, aggregated APIs",
      source: { group: "masters" },
    },
  ];
}

/** Every ingress rule of the cluster's security groups. A rule that another one covers whole is left out. */
export function ingressRules(cluster: Cluster): IngressRule[] {
  const open = podRules(cluster);
  const covered = (rule: IngressRule) =>
    open.some((all) => all.group === rule.group && JSON.stringify(all.source) === JSON.stringify(rule.source));
  const narrow = [...declaredPorts(cluster).flatMap((port) => portRules(cluster, port)), ...icmpRules()];
  return [...narrow.filter((rule) => !covered(rule)), ...open];
}
