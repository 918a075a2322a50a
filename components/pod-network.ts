import type { ClusterNode } from "../lib/address-plan";
import { addressAt } from "../lib/cidr";
import type { Cluster } from "../lib/cluster";
import { paths } from "../lib/contract/paths";
import type { Component } from "./component";
import { confinedToPacketFilter, neverGiveUp } from "./parts/sandbox";

/** The position of Amazon's DNS server: the third address of the VPC's range (VPC user guide, "Amazon DNS server"). */
const resolverPosition = 2;

/** The packet filter table of a worker, for packets of its pods. */
export function podNetworkRules({ config }: Cluster, node: ClusterNode): string[] {
  const { vpcCidr, subnets, podCidr, serviceCidr } = config.network;
  const inside = [...subnets.map((subnet) => subnet.cidr), podCidr, serviceCidr].join(", ");
  return [
    "#!/usr/sbin/nft -f",
    "table ip groundup",
    "delete table ip groundup",
    "table ip groundup {",
    "  # Between nodes a pod's address must stay visible; nobody else knows it, the VPC's resolver included.",
    "  chain outwards {",
    "    type nat hook postrouting priority srcnat; policy accept;",
    `    ip saddr ${node.podCidr} ip daddr ${addressAt(vpcCidr, resolverPosition)} masquerade`,
    `    ip saddr ${node.podCidr} ip daddr != { ${inside} } masquerade`,
    "  }",
    "",
    "  # Instance metadata is the node's: pods have no business there.",
    "  chain to_instance_metadata {",
    "    type filter hook forward priority filter; policy accept;",
    `    ip saddr ${node.podCidr} ip daddr 169.254.169.254 drop`,
    "  }",
    "}",
  ];
}

/** Masquerades the traffic of pods to addresses outside, and blocks pods from the instance metadata. */
export const podNetwork: Component = {
  name: "pod-network",
  roles: ["worker"],
  nodeFiles: (cluster, node) => [{ path: paths.podNetworkRules, mode: "0600", lines: podNetworkRules(cluster, node) }],
  service: () => ({
    name: "pod-network",
    description: "Packet filter rules of groundup's pod network",
    documentation: "https://wiki.nftables.org/",
    unit: { After: ["network-pre.target", "nftables.service"], Before: "kubelet.service", ...neverGiveUp },
    program: "/usr/sbin/nft",
    flags: { file: paths.podNetworkRules },
    service: { Type: "oneshot", RemainAfterExit: true },
    confinement: confinedToPacketFilter,
  }),
};
