import type { Cluster } from "../../lib/cluster";
import { type GroupName, ids } from "../../lib/contract/ids";
import type { Role } from "../../lib/contract/node-name";
import { ports } from "../../lib/contract/paths";
import type { Peer, Port } from "../component";
import { operatingSystemPorts } from "../operating-system";
import { components } from "../registry";

/** The source that an ingress rule allows. Pods need address ranges: no security group covers their addresses. */
export type RuleSource = { readonly group: GroupName } | { readonly cidr: string } | "operators";

/** One ingress rule of one group. */
export interface IngressRule {
  readonly group: GroupName;
  /** The rule's id. It is unique, and does not change while the rule's meaning stays the same. */
  readonly id: string;
  /** The description: at most 255 of the characters that EC2 allows. */
  readonly description: string;
  /** `tcp`, `udp`, `icmp`, or `-1` for all. */
  readonly protocol: string;
  /** The first port. For ICMP, the type, where -1 means all. @default all ports, with protocol `-1` */
  readonly from?: number;
  /** The last port. For ICMP, the code, where -1 means all. @default all ports, with protocol `-1` */
  readonly to?: number;
  readonly source: RuleSource;
}

/** A port with its listener, a role or the load balancer, and the component that declares it. */
export interface DeclaredPort extends Port {
  readonly listener: GroupName;
  readonly component: string;
}

const groupOf: Record<Role, GroupName> = { master: "masters", worker: "workers" };

const listener: Port = {
  protocol: "tcp",
  from: ports.apiServer,
  purpose: "Kubernetes API, to healthy masters",
  peers: ["operators"],
};

/** All sockets of the cluster, as components declare them. */
export function declaredPorts(cluster: Cluster): DeclaredPort[] {
  const ofComponents = components.flatMap((component) =>
    (component.ports?.(cluster) ?? []).flatMap((port) =>
      component.roles.map((role) => ({ ...port, listener: groupOf[role], component: component.name })),
    ),
  );
  const ofHosts = operatingSystemPorts(cluster).flatMap((port) =>
    Object.values(groupOf).map((group) => ({ ...port, listener: group })),
  );
  return [...ofHosts, { ...listener, listener: "loadBalancer", component: "load balancer" }, ...ofComponents];
}

/** The sources of each peer. Empty if the peer needs no rule. */
const sources = ({ config }: Cluster): Readonly<Record<Peer, RuleSource | undefined>> => ({
  self: undefined,
  masters: { group: "masters" },
  workers: { group: "workers" },
  pods: { cidr: config.network.podCidr },
  vpc: { cidr: config.network.vpcCidr },
  loadBalancer: { group: "loadBalancer" },
  operators: "operators",
});

function portRules(cluster: Cluster, port: DeclaredPort): IngressRule[] {
  const group = port.listener;
  return port.peers.flatMap((peer) => {
    const source = sources(cluster)[peer];
    if (!source) return [];
    return {
      group,
      id: ids.portRule({ group, protocol: port.protocol, port: port.from, peer, operators: "" }),
      description: `${port.purpose}, from ${peer}`,
      protocol: port.protocol,
      from: port.from,
      to: port.to ?? port.from,
      source,
    };
  });
}

/** Rules for pings, and for the errors that path MTU discovery needs, between nodes and from operators. */
function icmpRules(): IngressRule[] {
  const sources: RuleSource[] = [{ group: "masters" }, { group: "workers" }, "operators"];
  return (["masters", "workers"] as const).flatMap((group) =>
    sources.map((source) => {
      const peer = source === "operators" ? "operators" : (source as { group: string }).group;
      return {
        group,
        id: ids.icmpRule({ group, peer, operators: "" }),
        description: `ICMP, from ${peer}`,
        protocol: "icmp",
        from: -1,
        to: -1,
        source,
      };
    }),
  );
}

/**
 * The rule for the error with which a router tells the load balancer that packets are too large for a link (RFC 1191).
 * Without this rule, connections through such a link hang. For ICMP, the two ports are type and code.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 */
const pathMtu: IngressRule = {
  group: "loadBalancer",
  id: ids.pathMtuRule({ operators: "" }),
  description: "ICMP: fragmentation needed, from operators",
  protocol: "icmp",
  from: 3,
  to: 4,
  source: "operators",
};

/** The peers that may reach all ports of pods: other pods, and API servers that call webhooks and aggregated APIs. */
const intoPods = {
  pods: "pods, from pods",
  workers: "pods, from workers",
  masters: "pods, from API servers: webhooks, aggregated APIs",
} as const;

/**
 * The peers to which security groups open all ports of workers, because of the pods there. Only the sockets' own
 * bindings limit these peers.
 */
export const podPeers = Object.keys(intoPods) as readonly (keyof typeof intoPods)[];

function podRules(cluster: Cluster): IngressRule[] {
  return Object.entries(intoPods).map(([peer, description]) => ({
    group: "workers",
    id: ids.podRule({ peer }),
    description,
    protocol: "-1",
    source: sources(cluster)[peer as Peer]!,
  }));
}

/** All ingress rules of the cluster's security groups. A rule is left out if another rule covers it completely. */
export function ingressRules(cluster: Cluster): IngressRule[] {
  const open = podRules(cluster);
  const covered = (rule: IngressRule) =>
    open.some((all) => all.group === rule.group && JSON.stringify(all.source) === JSON.stringify(rule.source));
  const narrow = [...declaredPorts(cluster).flatMap((port) => portRules(cluster, port)), ...icmpRules(), pathMtu];
  return [...narrow.filter((rule) => !covered(rule)), ...open];
}
