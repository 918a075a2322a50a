import { Eip } from "@cdktf/provider-aws/lib/eip";
import type { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ids } from "../lib/contract/ids";

/** The inputs of a zone's route to the internet. */
export interface NatZoneProps {
  /** Name tag. */
  readonly name: string;
  /** Range of the public subnet. */
  readonly cidr: string;
  readonly vpc: Vpc;
  readonly gateway: InternetGateway;
  /** The route table with the route to the internet gateway. */
  readonly openRoutes: RouteTable;
  /** The subnet whose nodes use this NAT gateway. */
  readonly privateSubnet: Subnet;
}

/**
 * The route to the internet for one subnet of private nodes: a public subnet in the same zone with a NAT gateway, and a
 * route table that leads to this gateway. Each zone has its own, so that no zone depends on another.
 */
export class NatZone extends Construct {
  /** The public subnet. A load balancer may use it too. */
  readonly subnet: Subnet;
  /** The route table of the private subnet. */
  readonly table: RouteTable;
  /** The public address of the private subnet's traffic to the internet; apply-time. */
  readonly publicAddress: string;
  readonly routes: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: NatZoneProps) {
    super(scope, id);
    const { vpc, gateway, openRoutes, privateSubnet } = props;
    const tags = { Name: props.name };
    this.subnet = new Subnet(this, ids.natSubnet, {
      vpcId: vpc.id,
      cidrBlock: props.cidr,
      availabilityZone: privateSubnet.availabilityZone,
      tags,
    });
    const open = new RouteTableAssociation(this, ids.natSubnetRoutes, {
      subnetId: this.subnet.id,
      routeTableId: openRoutes.id,
    });
    const address = new Eip(this, ids.natAddress, { domain: "vpc", dependsOn: [gateway], tags });
    const nat = new NatGateway(this, ids.nat, {
      subnetId: this.subnet.id,
      allocationId: address.allocationId,
      dependsOn: [gateway, open],
      tags,
    });
    this.publicAddress = address.publicIp;
    this.table = new RouteTable(this, ids.routes, { vpcId: vpc.id, tags });
    const leave = { routeTableId: this.table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id };
    this.routes = [open, new Route(this, ids.defaultRoute, leave)];
  }
}
