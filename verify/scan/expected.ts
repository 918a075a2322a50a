import type { Peer } from "../../components/component";
import { type DeclaredPort, podPeers } from "../../components/derived/exposure";
import type { GroupName } from "../../lib/contract/ids";

/** Where a scan starts. */
export type Vantage = "operator" | "stranger" | "master" | "worker" | "pod";

/** Which of a machine's addresses is scanned. */
export type Side = "private" | "public";

/**
 * How the target sees the scanner. Security groups know machines by their private addresses. A scan of a public address
 * comes from a public address, which no group contains, except an operator's.
 */
const seenAs: Readonly<Record<Vantage, Readonly<Record<Side, readonly Peer[]>>>> = {
  operator: { private: [], public: ["operators"] },
  stranger: { private: [], public: [] },
  master: { private: ["masters", "vpc"], public: [] },
  worker: { private: ["workers", "vpc"], public: [] },
  pod: { private: ["pods"], public: [] },
};

/** A target of a scan. */
export interface Target {
  readonly name: string;
  readonly address: string;
  readonly listener: GroupName;
  readonly side: Side;
}

/**
 * The TCP ports on which a target answers, from the table of ports.
 * @param nodePorts the node ports in use by Services.
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
