import { elsewhere, ends, harmless, interrupts, type KnownType } from "./judgement";

const tags = { tags: harmless, tags_all: harmless };
const results = ["arn", "id", "owner_id", "tags_all", "region"];

const rule: KnownType["attributes"] = {
  ...tags,
  description: harmless,
  cidr_ipv4: elsewhere,
  cidr_ipv6: elsewhere,
  from_port: elsewhere,
  to_port: elsewhere,
  ip_protocol: elsewhere,
  prefix_list_id: elsewhere,
  referenced_security_group_id: elsewhere,
  security_group_id: elsewhere,
};
const ruleResults = [...results, "security_group_rule_id"];

/** The types of groundup's VPC and its rules. */
export const networkTypes: Readonly<Record<string, KnownType>> = {
  aws_vpc: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: everything in it is replaced with it"),
      delete: ends("is destroyed: nothing in it reaches anything"),
    },
    attributes: tags,
    results: [
      ...results,
      "default_network_acl_id",
      "default_route_table_id",
      "default_security_group_id",
      "dhcp_options_id",
      "main_route_table_id",
    ],
  },
  aws_subnet: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: the instances in it are replaced with it"),
      delete: ends("is destroyed with what is in it"),
    },
    attributes: tags,
    results,
  },
  aws_ec2_subnet_cidr_reservation: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: AWS may give one of its addresses to something else meanwhile"),
      delete: ends("is destroyed: AWS may give the nodes' fixed addresses to something else"),
    },
    attributes: { description: harmless },
    results,
  },
  aws_vpc_dhcp_options: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: nodes ask AWS' default name servers meanwhile"),
      delete: ends("is destroyed: nodes ask AWS' default name servers"),
    },
    attributes: tags,
    results,
  },
  aws_vpc_dhcp_options_association: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: nodes ask AWS' default name servers meanwhile"),
      delete: ends("is destroyed: nodes ask AWS' default name servers"),
    },
    attributes: { dhcp_options_id: interrupts("changes: nodes get other DHCP options when they renew") },
    results,
  },
  aws_internet_gateway: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: the nodes are cut off from the internet meanwhile"),
      delete: ends("is destroyed: the nodes are cut off from the internet"),
    },
    attributes: tags,
    results,
  },
  aws_eip: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: the nodes behind it get another address, and none meanwhile"),
      delete: ends("is destroyed: the nodes behind it have no way out"),
    },
    attributes: tags,
    results: [
      ...results,
      "public_ip",
      "public_dns",
      "private_ip",
      "private_dns",
      "association_id",
      "network_interface",
      "ptr_record",
    ],
  },
  aws_nat_gateway: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: the nodes of its zone have no way out meanwhile"),
      delete: ends("is destroyed: the nodes of its zone have no way out"),
    },
    attributes: tags,
    results: [...results, "public_ip", "private_ip", "network_interface_id"],
  },
  aws_flow_log: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: traffic is not logged meanwhile"),
      delete: ends("is destroyed: traffic is no longer logged"),
    },
    attributes: tags,
    results,
  },
  aws_route_table: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: traffic has no route meanwhile"),
      delete: ends("is destroyed: traffic has no route"),
    },
    attributes: tags,
    results: [...results, "route"],
  },
  aws_route_table_association: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: the subnet follows the VPC's main table meanwhile"),
      delete: ends("is destroyed: the subnet follows the VPC's main table"),
    },
    attributes: { route_table_id: interrupts("changes: the subnet follows another table") },
    results,
  },
  aws_route: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: there is no such route meanwhile"),
      delete: ends("is destroyed: traffic to those addresses has no route"),
    },
    attributes: {
      network_interface_id: interrupts("points to another interface"),
      gateway_id: interrupts("points to another gateway"),
      nat_gateway_id: interrupts("points to another NAT gateway"),
    },
    results: [...results, "instance_id", "instance_owner_id", "origin", "state"],
  },
  aws_security_group: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: what it protects is replaced with it"),
      delete: ends("is destroyed"),
    },
    attributes: { ...tags, ingress: elsewhere, egress: elsewhere, revoke_rules_on_delete: harmless },
    results,
  },
  aws_vpc_security_group_ingress_rule: {
    actions: { create: elsewhere, replace: elsewhere, delete: elsewhere },
    attributes: rule,
    results: ruleResults,
  },
  aws_vpc_security_group_egress_rule: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: connections to the outside may be refused meanwhile"),
      delete: ends("is destroyed: connections to the outside are refused"),
    },
    attributes: { ...tags, description: harmless },
    results: ruleResults,
  },
};
