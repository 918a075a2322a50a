import type { SecurityGroup, SecurityRule } from "../aws/inventory";
import { addresses } from "../settings";
import type { Fabric, InstancePort, Port } from "./fabric";

/** Name of the fabric's table. */
export const fabricTable = "groundup_lab";

type Direction = "in" | "out";

/**
 * The packet filter of the VPC's fabric: source/destination check, and every port's security groups in both directions.
 * A group as a peer stands for the private addresses of its members, as AWS documents. Refused packets are recorded in
 * the sets `refused-out` and `refused-in`, for `status`.
 */
export function renderRuleset(fabric: Fabric): string {
  const filtered = fabric.ports.filter((port) => port.groupIds);
  return [
    `table ip ${fabricTable}`,
    `delete table ip ${fabricTable}`,
    `table ip ${fabricTable} {`,
    ...indent([
      ...fabric.groups.flatMap((group) => memberSet(group, fabric.ports)),
      ...refusedSet("out"),
      ...refusedSet("in"),
      ...filtered.flatMap((port) => [
        ...portChain(port, "out", fabric.groups),
        ...portChain(port, "in", fabric.groups),
      ]),
      ...chain("leaving", [verdictMap("iifname", filtered, "out")]),
      ...chain("entering", [verdictMap("oifname", filtered, "in")]),
      ...chain("forward", [
        "type filter hook forward priority filter; policy drop;",
        ...fabric.ports.filter((port) => port.sourceDestCheck).flatMap(addressChecks),
        "ct state established,related accept",
        "jump leaving",
        "jump entering",
        "accept",
      ]),
      ...chain("answers", ["type filter hook output priority filter; policy accept;", ...hopLimits(fabric.ports)]),
    ]),
    "}",
    "",
  ].join("\n");
}

function memberSet(group: SecurityGroup, ports: readonly Port[]): string[] {
  const members = ports.filter((port) => port.groupIds?.includes(group.id)).map((port) => port.address);
  return block(`set ${group.id}`, [
    "type ipv4_addr;",
    ...(members.length ? [`elements = { ${members.join(", ")} }`] : []),
  ]);
}

function refusedSet(direction: Direction): string[] {
  const type = "type ipv4_addr . ipv4_addr . inet_proto . inet_service;";
  return block(`set refused-${direction}`, [type, "flags dynamic,timeout; timeout 1h; size 4096;"]);
}

function portChain(port: Port, direction: Direction, groups: readonly SecurityGroup[]): string[] {
  const rules = groups
    .filter((group) => port.groupIds?.includes(group.id))
    .flatMap((group) => (direction === "in" ? group.ingress : group.egress))
    .flatMap((rule) => matches(rule, direction).map((match) => `${match}return`.trimStart()));
  const remember = `update @refused-${direction} { ip saddr . ip daddr . ip protocol . th dport }`;
  return chain(`${direction}-${port.link}`, [
    ...new Set(rules),
    `ip protocol { tcp, udp } ${remember}`,
    "counter drop",
  ]);
}

/** The matches of a rule, one for each kind of peer; IPv6 peers have none. */
function matches(rule: SecurityRule, direction: Direction): string[] {
  const side = direction === "in" ? "saddr" : "daddr";
  const traffic = trafficMatch(rule);
  const cidrs = rule.cidrs.includes("0.0.0.0/0") ? [""] : rule.cidrs.map((cidr) => `ip ${side} ${cidr} `);
  return [...cidrs, ...rule.groupIds.map((id) => `ip ${side} @${id} `)].map((peer) => peer + traffic);
}

function trafficMatch({ protocol, from = -1, to = -1 }: SecurityRule): string {
  if (protocol === "-1") return "";
  if (protocol === "icmp" || protocol === "1") {
    return from === -1 ? "ip protocol icmp " : `icmp type ${from} ${to === -1 ? "" : `icmp code ${to} `}`;
  }
  if (protocol !== "tcp" && protocol !== "udp") return `ip protocol ${protocol} `;
  if (from <= 0 && (to === 65535 || to === -1)) return `ip protocol ${protocol} `;
  return `${protocol} dport ${from === to ? from : `${from}-${to}`} `;
}

function addressChecks(port: Port): string[] {
  return [
    `iifname "${port.link}" ip saddr != ${port.address} counter drop`,
    `oifname "${port.link}" ip daddr != ${port.address} counter drop`,
  ];
}

function verdictMap(key: string, ports: readonly Port[], direction: Direction): string {
  const entries = ports.map((port) => `"${port.link}" : jump ${direction}-${port.link}`);
  return entries.length ? `${key} vmap { ${entries.join(", ")} }` : "accept";
}

/** The TTL of the metadata service's answers is the instance's hop limit. */
function hopLimits(ports: readonly Port[]): string[] {
  return ports
    .filter((port): port is InstancePort => "instance" in port)
    .map(
      ({ address, instance }) =>
        `ip saddr ${addresses.metadata} ip daddr ${address} ip ttl set ${instance.metadata.hopLimit}`,
    );
}

function chain(name: string, lines: readonly string[]): string[] {
  return block(`chain ${name}`, lines);
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...indent(lines), "}"];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
