import type { Peer } from "../../components/component";
import { type DeclaredPort, type GroupName, podPeers } from "../../components/exposure";

/** Where a scan starts. */
export type Vantage = "operator" | "stranger" | "master" | "worker" | "pod";

/** Which of a machine's addresses is scanned. */
export type Side = "private" | "public";

/**
 * Whom the scanned one sees: security groups know machines by their private addresses. Who asks for a public address comes
 * under a public one, which no group knows, unless it is an operator's.
 */
const seenAs: Readonly<Record<Vantage, Readonly<Record<Side, readonly Peer[]>>>> = {
  operator: { private: [], public: ["operators"] },
  stranger: { private: [], public: [] },
  master: { private: ["masters", "vpc"], public: [] },
  worker: { private: ["workers", "vpc"], public: [] },
  pod: { private: ["pods"], public: [] },
};

/** What is scanned. */
export interface Target {
  readonly name: string;
  readonly address: string;
  readonly listener: GroupName;
  readonly side: Side;
}

/**
 * The TCP ports that a target answers on, as the table of ports has it.
 * @param nodePorts what Services have taken of the range that workers forward.
 */
export function expectedPorts(
  declared: readonly DeclaredPort[],
  nodePorts: readonly number[],
  vantage: Vantage,
  { listener, side }: Target,
): number[] {
  const seen = seenAs[vantage][side];
  const whole = listener === "workers" && podPeers.some((peer) => seen.includes(peer));
  const reached = declared.filter(
    (port) =>
      port.listener === listener &&
      port.protocol === "tcp" &&
      !port.peers.includes("self") &&
      (whole || port.peers.some((peer) => seen.includes(peer))),
  );
  const ports = reached.flatMap(({ from, to = from, forwarded }) =>
    forwarded ? nodePorts.filter((port) => from <= port && port <= to) : [from],
  );
  return [...new Set(ports)].sort((a, b) => a - b);
}
