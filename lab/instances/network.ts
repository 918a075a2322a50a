import type { Instance, Subnet } from "../aws/inventory";
import { linkName } from "../network/fabric";
import { nthAddress, parseNetwork } from "../network/ipv4";
import { batch, createNamespace, linkEnds, namespaceExists, removeNamespace } from "../network/namespaces";
import { namespaces } from "../settings";
import { containerName } from "./container";

/** Name of the network interface inside an instance, as on AWS's current machines. */
export const interfaceName = "ens5";

/** Whether an instance hangs on the fabric. */
export function connected(instanceId: string): boolean {
  return namespaceExists(containerName(instanceId));
}

/** Gives an instance its network namespace, with its interface on the fabric. */
export async function connect(instance: Instance, subnet: Subnet): Promise<void> {
  const namespace = containerName(instance.id);
  const address = `${instance.privateAddress}/${parseNetwork(subnet.cidr).prefix}`;
  await createNamespace(namespace);
  await linkEnds(
    { namespace, name: interfaceName, address, mac: instance.mac },
    { namespace: namespaces.cloud, name: linkName(instance.interfaceId), proxy: true },
  );
  await batch([`route add default via ${nthAddress(subnet.cidr, 1)} dev ${interfaceName}`], namespace);
}

/** Takes an instance off the fabric, with everything that it set up in its network namespace. */
export async function disconnect(instanceId: string): Promise<void> {
  await removeNamespace(containerName(instanceId));
}
