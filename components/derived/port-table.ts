import type { Cluster } from "../../lib/cluster";
import type { GroupName } from "../../lib/contract/ids";
import { markdownTable } from "../../lib/render/markdown";
import type { Peer } from "../component";
import { declaredPorts, type DeclaredPort, type IngressRule, ingressRules, type RuleSource } from "./exposure";

const listeners: Readonly<Record<GroupName, string>> = {
  loadBalancer: "load balancer",
  masters: "masters",
  workers: "workers",
};

const peers: Readonly<Record<Peer, string>> = {
  self: "the node itself",
  masters: "masters",
  workers: "workers",
  pods: "pods",
  vpc: "vpcCidr",
  loadBalancer: "load balancer",
  operators: "operatorCidrs",
};

/** A socket's purpose, and the reason why it may be missing. */
const purposeOf = ({ purpose, forwarded, optional }: DeclaredPort) =>
  `${purpose}${forwarded ? " (forwarded by the kernel: nothing listens)" : ""}${optional ? " (not on every image)" : ""}`;

const range = ({ from, to }: { from: number; to?: number }) =>
  to === undefined || to === from ? `${from}` : `${from}–${to}`;

/** Renders the page of ports: every socket, and every rule that allows traffic. */
export function portDocument(cluster: Cluster): string {
  return [
    "# Ports",
    "",
    "This table lists every listening socket on a node, including the operating system's, and who is meant to use it.",
    "Sockets for the node itself are bound to loopback. Masters, workers and pods can also reach the other sockets of a",
    "worker, because the workers' security group allows all their traffic. `npm run lab -- verify --security` compares this",
    "table with the nodes and with port scans.",
    "",
    ...portTable(cluster),
    "",
    "The ingress rules of the security groups allow traffic to the sockets above, ICMP, and all traffic to pods. Some rules",
    "allow all protocols. A socket that such a rule covers needs no other rule. Each entry of `operatorCidrs` has its own",
    "rule.",
    "",
    ...ruleTable(cluster),
    "",
  ].join("\n");
}

/** The table of all sockets, by listener and by port. */
function portTable(cluster: Cluster): string[] {
  const order = Object.keys(listeners);
  const ports = [...declaredPorts(cluster)].sort(
    (a, b) => order.indexOf(a.listener) - order.indexOf(b.listener) || a.from - b.from,
  );
  return markdownTable(
    ["listener", "port", "protocol", "meant for", "purpose", "component"],
    ports.map((port) => [
      listeners[port.listener],
      range(port),
      port.protocol,
      port.peers.map((peer) => peers[peer]).join(", ") || "nobody",
      purposeOf(port),
      port.component,
    ]),
  );
}

function ruleTable(cluster: Cluster): string[] {
  return markdownTable(
    ["security group", "protocol", "ports", "from", "description"],
    ingressRules(cluster).map((rule) => [
      listeners[rule.group],
      rule.protocol === "-1" ? "all" : rule.protocol,
      portsOf(rule),
      whence(rule.source),
      rule.description,
    ]),
  );
}

const portsOf = ({ from, to }: IngressRule) => (from === undefined || from < 0 ? "all" : range({ from, to }));

function whence(source: RuleSource): string {
  if (source === "operators") return peers.operators;
  return "cidr" in source ? source.cidr : listeners[source.group];
}
