import type { Inventory } from "../aws/inventory";
import { hostLabel, privateDomain, publicName } from "../instances/metadata";
import { exists } from "../network/fabric";
import type { BalancerNode } from "../nlb/nodes";

/**
 * Names inside the VPC, as lines of a hosts file: AWS's name of each private address, public names of instances with
 * their private addresses, and load balancers.
 */
export function renderVpcHosts(inventory: Inventory, nodes: readonly BalancerNode[]): string {
  const domain = privateDomain(inventory.region);
  const instances = inventory.instances
    .filter(exists)
    .flatMap(({ privateAddress, publicAddress }) => [
      `${privateAddress} ${hostLabel(privateAddress)}.${domain}`,
      ...(publicAddress ? [`${privateAddress} ${publicName(publicAddress, inventory.region)}`] : []),
    ]);
  return lines([...instances, ...balancers(nodes)]);
}

/** Names as seen outside the VPC. */
export function renderPublicHosts(inventory: Inventory, nodes: readonly BalancerNode[]): string {
  const instances = inventory.instances
    .filter(exists)
    .flatMap(({ publicAddress, publicName: ownName }) =>
      publicAddress
        ? [`${publicAddress} ${publicName(publicAddress, inventory.region)} ${ownName ?? ""}`.trimEnd()]
        : [],
    );
  return lines([...instances, ...balancers(nodes)]);
}

/**
 * Configuration of dnsmasq. It knows only the hosts file, and denies all other names at once. A query without an answer
 * would hang for 20 seconds, several times at every start of a kubelet. With `bind-dynamic`, dnsmasq would close each
 * TCP connection whose interface has another address than the requested one.
 */
export function renderResolver(listenAddresses: readonly string[], hostsFile: string): string {
  return lines([
    ...listenAddresses.map((address) => `listen-address=${address}`),
    "bind-interfaces",
    "no-resolv",
    "no-hosts",
    "keep-in-foreground",
    "user=root",
    "local-ttl=5",
    `addn-hosts=${hostsFile}`,
    "local=/#/",
  ]);
}

function balancers(nodes: readonly BalancerNode[]): string[] {
  return nodes.map((node) => `${node.publicAddress ?? node.address} ${node.balancer.dnsName}`);
}

function lines(text: readonly string[]): string {
  return `${text.join("\n")}\n`;
}
