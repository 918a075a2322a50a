import type { Cluster } from "../lib/cluster";
import { ports } from "../lib/contract/paths";
import type { Port } from "./component";

/** A socket of the operating system's, and the program that has it. */
export interface OperatingSystemPort extends Port {
  readonly component: string;
}

/** What Ubuntu's images listen on, on every node: all that is not a component's. */
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
      purpose: "DHCP client: security groups do not filter the subnet's DHCP server",
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
