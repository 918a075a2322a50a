import { attempt } from "../host/shell";
import { namespaces } from "../settings";
import { fabricTable } from "./ruleset";

/** A kind of packet that a security group refused. */
export interface Refused {
  /** `out`: the sender's groups did not allow the packet; `in`: the receiver's did not. */
  readonly direction: string;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
}

/** What security groups refused within the last hour. */
export async function refusedTraffic(): Promise<Refused[]> {
  const both = ["out", "in"].map(async (direction) => {
    const command = ["nft", "-j", "list", "set", "ip", fabricTable, `refused-${direction}`];
    return parseRefused(direction, (await attempt(command, { namespace: namespaces.cloud })).stdout);
  });
  return (await Promise.all(both)).flat();
}

/** Reads `nft -j list set`. */
export function parseRefused(direction: string, json: string): Refused[] {
  if (!json) return [];
  const answer = JSON.parse(json) as { nftables: { set?: { elem?: { elem: { val: { concat: unknown[] } } }[] } }[] };
  const elements = answer.nftables.flatMap((entry) => entry.set?.elem ?? []);
  return elements.map(({ elem }) => {
    const [from, to, protocol, port] = elem.val.concat as [string, string, string, number | string];
    return { direction, from, to, protocol, port: Number(port) };
  });
}
