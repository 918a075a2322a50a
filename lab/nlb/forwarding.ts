import type { Listener, TargetGroup } from "../aws/inventory";
import type { Forwarding } from "./target-states";

/** Name of the packet filter's table in a node's namespace. */
const table = "groundup_lab_nlb";

/** Seconds after which a network load balancer forgets an idle connection. */
const idleSeconds = 350;

/**
 * Kernel settings of a node's namespace. A node forwards packets and terminates no connection. Packets of an unknown
 * connection, such as one that was idle for too long, reach the node itself, which answers with RST.
 * @see
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#connection-idle-timeout
 */
export const forwardingSysctls: Readonly<Record<string, number>> = {
  "net.ipv4.ip_forward": 1,
  "net.ipv4.conf.all.send_redirects": 0,
  "net.ipv4.conf.default.send_redirects": 0,
  "net.netfilter.nf_conntrack_tcp_loose": 0,
  "net.netfilter.nf_conntrack_tcp_timeout_established": idleSeconds,
};

/** A listener and what happens to its connections. */
export interface Forwarded {
  readonly listener: Listener;
  readonly forwarding: Forwarding;
}

/**
 * Whether the lab can forward the connections of a listener. It cannot forward with the client's address: the answers
 * of a target would bypass the node. On AWS such packets arrive, but only if the target's own security group allows
 * the client.
 */
export function canForward({ protocol }: Listener, { preservesClientAddress }: TargetGroup): boolean {
  return protocol === "TCP" && !preservesClientAddress;
}

/**
 * The packet filter of a node. Each new connection goes to one of the receiving targets, and targets see the node's
 * address instead of the client's. If a target's connections are reset, the node answers the client's next packet with
 * RST, as AWS documents, and the target gets no more packets.
 */
export function renderForwarding(address: string, forwarded: readonly Forwarded[]): string {
  return [
    `table ip ${table}`,
    `delete table ip ${table}`,
    `table ip ${table} {`,
    ...chain(
      "arriving",
      "nat hook prerouting priority dstnat",
      forwarded.flatMap((it) => choice(address, it)),
    ),
    ...chain("leaving", "nat hook postrouting priority srcnat", [`ct status dnat snat to ${address}`]),
    ...chain("passing", "filter hook forward priority filter", forwarded.flatMap(resets)),
    "}",
    "",
  ].join("\n");
}

function choice(address: string, { listener, forwarding: { receiving } }: Forwarded): string[] {
  if (receiving.length === 0) return [];
  const targets = receiving.map((target, index) => `${index} : ${target.address} . ${target.port}`);
  const chosen = `numgen random mod ${targets.length} map { ${targets.join(", ")} }`;
  return [`ip daddr ${address} tcp dport ${listener.port} dnat ip to ${chosen}`];
}

function resets({ listener, forwarding }: Forwarded): string[] {
  const through = `ct original proto-dst ${listener.port} ct direction original`;
  return forwarding.reset.map(
    (target) => `ip daddr ${target.address} tcp dport ${target.port} ${through} reject with tcp reset`,
  );
}

function chain(name: string, hook: string, rules: readonly string[]): string[] {
  return [`  chain ${name} {`, `    type ${hook}; policy accept;`, ...rules.map((rule) => `    ${rule}`), "  }"];
}
