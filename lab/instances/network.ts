import type { Instance, Inventory } from "../aws/inventory";
import type { Place } from "../network/attachment";
import { linkName } from "../network/fabric";
import { nthAddress, parseNetwork } from "../network/ipv4";

/** An instance's place on the fabric; undefined while its subnet is not in the account. */
export function placeOf(instance: Instance, { subnets }: Inventory): Place | undefined {
  const subnet = subnets.find((it) => it.id === instance.subnetId);
  return (
    subnet && {
      link: linkName(instance.interfaceId),
      address: `${instance.privateAddress}/${parseNetwork(subnet.cidr).prefix}`,
      gateway: nthAddress(subnet.cidr, 1),
      mac: instance.mac,
    }
  );
}
