import type { Instance, Inventory } from "../aws/inventory";
import type { Attachment } from "../network/attachment";
import { linkName } from "../network/fabric";
import { nthAddress, parseNetwork } from "../network/ipv4";
import { containerName } from "./container";

/** An instance's place on the fabric; none while its subnet is not in the account. */
export function attachmentOf(instance: Instance, { subnets }: Inventory): Attachment | undefined {
  const subnet = subnets.find((it) => it.id === instance.subnetId);
  return (
    subnet && {
      namespace: containerName(instance.id),
      link: linkName(instance.interfaceId),
      address: `${instance.privateAddress}/${parseNetwork(subnet.cidr).prefix}`,
      gateway: nthAddress(subnet.cidr, 1),
      mac: instance.mac,
    }
  );
}
