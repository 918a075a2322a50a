import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcDhcpOptions } from "@cdktf/provider-aws/lib/vpc-dhcp-options";
import { VpcDhcpOptionsAssociation } from "@cdktf/provider-aws/lib/vpc-dhcp-options-association";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { privateDomain } from "../lib/address-plan";
import type { ClusterConfig } from "../lib/config";

/** The VPC with all that the guide puts in it: DHCP options, subnets, internet gateway, and one route table for all. */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly subnets: readonly Subnet[];
  readonly routeTable: RouteTable;
  /** What makes the subnets reachable: a node's first step waits for it. */
  readonly routes: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, config: ClusterConfig) {
    super(scope, id);
    const tags = { Name: config.name };
    this.vpc = new Vpc(this, "vpc", {
      cidrBlock: config.network.vpcCidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags,
    });
    const dhcp = new VpcDhcpOptions(this, "dhcp", {
      domainName: privateDomain(config.region),
      domainNameServers: ["AmazonProvidedDNS"],
      tags,
    });
    new VpcDhcpOptionsAssociation(this, "dhcp-association", { vpcId: this.vpc.id, dhcpOptionsId: dhcp.id });
    const gateway = new InternetGateway(this, "gateway", { vpcId: this.vpc.id, tags });
    this.routeTable = new RouteTable(this, "routes", { vpcId: this.vpc.id, tags });
    this.routes.push(
      new Route(this, "default-route", {
        routeTableId: this.routeTable.id,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: gateway.id,
      }),
    );
    this.subnets = config.network.subnets.map((subnet, index) => this.addSubnet(subnet, index, tags));
  }

  private addSubnet(
    subnet: ClusterConfig["network"]["subnets"][number],
    index: number,
    tags: { Name: string },
  ): Subnet {
    const resource = new Subnet(this, `subnet-${index}`, {
      vpcId: this.vpc.id,
      cidrBlock: subnet.cidr,
      availabilityZone: subnet.zone,
      tags,
    });
    this.routes.push(
      new RouteTableAssociation(this, `subnet-${index}-routes`, {
        subnetId: resource.id,
        routeTableId: this.routeTable.id,
      }),
    );
    return resource;
  }
}
