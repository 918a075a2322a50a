import type { Cluster } from "../lib/cluster";
import { ports } from "../lib/contract/paths";
import type { Port } from "./component";

/** A socket of the operating system, and the program that listens on it. */
export interface OperatingSystemPort extends Port {
  readonly component: string;
}

/** The sockets of Ubuntu's images, on every node: all that belong to no component. */
export function operatingSystemPorts({ config }: Cluster): OperatingSystemPort[] {
  const resolver = { from: 53, purpose: "DNS resolver for the node's programs", peers: ["self"] } as const;
  return [
    {
      protocol: "tcp",
      from: ports.ssh,
      purpose: "SSH: the steps of Terraform",
      // A bastion is a host in the VPC, between operators and nodes.
      peers: config.ssh.bastion ? ["operators", "vpc"] : ["operators"],
      component: "sshd",
    },
    { ...resolver, protocol: "tcp", component: "systemd-resolved" },
    { ...resolver, protocol: "udp", component: "systemd-resolved" },
    {
      protocol: "udp",
      from: 68,
      purpose: "DHCP client: security groups do not filter DHCP traffic of the subnet",
      peers: [],
      optional: true,
      component: "systemd-networkd",
    },
    {
      protocol: "udp",
      from: 323,
      purpose: "clock: control by chronyc",
      peers: ["self"],
      optional: true,
      component: "chrony",
    },
  ];
}
