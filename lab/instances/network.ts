import type { Instance, Subnet } from "../aws/inventory";
import type { Attachment } from "../network/attachment";
import { linkName } from "../network/fabric";
import { nthAddress, parseNetwork } from "../network/ipv4";
import { containerName } from "./container";

/** An instance's place on the fabric. */
export function attachmentOf(instance: Instance, subnet: Subnet): Attachment {
  return {
    namespace: containerName(instance.id),
    link: linkName(instance.interfaceId),
    address: `${instance.privateAddress}/${parseNetwork(subnet.cidr).prefix}`,
    gateway: nthAddress(subnet.cidr, 1),
    mac: instance.mac,
  };
}
