import { createHash } from "node:crypto";
import type { Inventory, LoadBalancer, Subnet } from "../aws/inventory";
import { nthAddress, parseNetwork } from "../network/ipv4";
import { addresses, prefix } from "../settings";

/** A load balancer's part in one subnet: a network interface, and a program that forwards. */
export interface BalancerNode {
  /** Also the name of its link and files. */
  readonly id: string;
  readonly namespace: string;
  readonly balancer: LoadBalancer;
  readonly subnet: Subnet;
  readonly address: string;
  readonly publicAddress?: string;
}

/**
 * Plans a node for every load balancer in each of its subnets. The node's private address is that of the load
 * balancer's interface in the account. Its public address does not change while the load balancer exists.
 */
export function planNodes(inventory: Inventory): BalancerNode[] {
  const taken = new Set<string>();
  const wanted = inventory.loadBalancers.flatMap((balancer) =>
    balancer.subnetIds.flatMap((id) =>
      inventory.subnets.filter((it) => it.id === id).map((subnet) => ({ balancer, subnet })),
    ),
  );
  return wanted.flatMap(({ balancer, subnet }) => {
    const address = balancer.addresses[subnet.id];
    if (!address) return []; // the account was read while the load balancer was being created
    const digest = createHash("sha256").update(`${balancer.arn} ${subnet.id}`).digest();
    const id = `nlb-${digest.toString("hex").slice(0, 8)}`;
    return {
      id,
      namespace: `${prefix}-${id}`,
      balancer,
      subnet,
      address,
      publicAddress: balancer.internal
        ? undefined
        : freeAddress(addresses.loadBalancerNetwork, digest.readUInt16BE(2), taken),
    };
  });
}

/** A free address in the upper half of the network, beginning at a given position. */
function freeAddress(cidr: string, start: number, taken: Set<string>): string {
  const half = 2 ** (31 - parseNetwork(cidr).prefix);
  for (let step = 0; step < half - 2; step++) {
    const address = nthAddress(cidr, half + ((start + step) % (half - 2)));
    if (taken.has(address)) continue;
    taken.add(address);
    return address;
  }
  throw new Error(`${cidr}: no free address for a load balancer`);
}
