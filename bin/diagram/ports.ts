import { componentsOf, nodesOf } from "../../components/derived/bundle";
import { declaredPorts, type DeclaredPort, ingressRules, type IngressRule } from "../../components/derived/exposure";
import type { Cluster } from "../../lib/cluster";
import type { GroupName } from "../../lib/contract/ids";
import type { Role } from "../../lib/contract/node-name";
import { type Arrow, type Box, type Kind, type Line, name, note, type Picture, text } from "./picture";

const kinds: Readonly<Record<GroupName, Kind>> = { masters: "masters", workers: "workers", loadBalancer: "balancer" };

/**
 * Who may reach what: the security groups, what listens behind them, and an arrow for each connection that rules allow.
 */
export function portsPicture(cluster: Cluster): Picture {
  const { network } = cluster.config;
  const arrows = arrowsOf(cluster);
  const ofBalancer = declaredPorts(cluster).filter(({ listener }) => listener === "loadBalancer");
  const vpc: Box = { id: "vpc", kind: "frame", lines: [name("bastion in the VPC"), note(network.vpcCidr)] };
  return {
    title: `The security groups of ${cluster.config.name}: which components listen on which ports, and who may reach them`,
    direction: "DOWN",
    boxes: [
      { id: "operators", kind: "outside", lines: [name("operators"), note("operatorCidrs")] },
      { id: "loadBalancer", kind: "balancer", lines: [name("load balancer"), text(`${ofBalancer.map(range)}`)] },
      groupBox(cluster, "masters", "master"),
      groupBox(cluster, "workers", "worker"),
      { id: "pods", kind: "pods", lines: [name("pods"), note(network.podCidr)] },
      ...(arrows.some(({ from }) => from.box === "vpc") ? [vpc] : []),
    ],
    arrows,
  };
}

function groupBox(cluster: Cluster, group: GroupName, role: Role): Box {
  const [node] = nodesOf(cluster, role);
  const silent = componentsOf(role).filter((it) => it.service?.(cluster, node!) && !it.ports?.(cluster).length);
  return {
    id: group,
    kind: kinds[group],
    lines: [
      name(group),
      ...listeners(cluster, group),
      ...silent.map((component) => text(component.name)),
      note("(in brackets: nobody from outside)"),
    ],
  };
}

const range = ({ from, to }: { from?: number; to?: number }) =>
  to === undefined || to === from ? `${from}` : `${from}–${to}`;

/** One line for each component that listens. Ports for the node alone are in brackets. */
function listeners(cluster: Cluster, group: GroupName): Line[] {
  const ports = declaredPorts(cluster).filter(({ listener }) => listener === group);
  const components = [...new Set(ports.map(({ component }) => component))];
  return components.map((component) => {
    const own = ports.filter((port) => port.component === component);
    return text(`${component} ${[...new Set(own.map(shown))].join(" ")}`);
  });
}

const shown = (port: DeclaredPort) => {
  const local = port.peers.every((peer) => peer === "self");
  return local ? `(${range(port)})` : range(port);
};

/** An allowed connection: source, target group, protocol and ports. */
interface Way {
  readonly from: string;
  readonly to: GroupName;
  readonly protocol: string;
  readonly ports?: string;
}

/** The connections that the rules allow. */
function waysOf(cluster: Cluster): Way[] {
  return ingressRules(cluster).map((rule) => ({
    from: sourceOf(rule, cluster),
    to: rule.group,
    protocol: rule.protocol,
    ports: rule.protocol === "tcp" || rule.protocol === "udp" ? range(rule) : undefined,
  }));
}

function sourceOf({ source }: IngressRule, { config }: Cluster): string {
  if (source === "operators") return "operators";
  if ("group" in source) return source.group;
  return source.cidr === config.network.podCidr ? "pods" : "vpc";
}

/** One arrow for each pair of source and group, with everything that is open between them. */
function arrowsOf(cluster: Cluster): Arrow[] {
  const ways = waysOf(cluster);
  const pairs = new Map(ways.map((way) => [`${way.from} ${way.to}`, way]));
  return [...pairs.values()].map(({ from, to }) => ({
    from: { box: from },
    to: { box: to },
    kind: kinds[to],
    label: labelOf(ways.filter((way) => way.from === from && way.to === to)),
  }));
}

/** A line for each protocol, with its ports. */
function labelOf(ways: readonly Way[]): string[] {
  return [...new Set(ways.map(({ protocol }) => protocol))].map((protocol) => {
    const ports = ways.filter((way) => way.protocol === protocol).flatMap((way) => way.ports ?? []);
    return [protocol === "-1" ? "everything" : protocol, ports.join(", ")].join(" ").trim();
  });
}
