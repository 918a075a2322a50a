import { Ec2SubnetCidrReservation } from "@cdktf/provider-aws/lib/ec2-subnet-cidr-reservation";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
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
import { privateDomain, reservedRanges } from "../lib/address-plan";
import { type ClusterConfig, ConfigError } from "../lib/config";
import { ids } from "../lib/contract/ids";
import type { ClusterNetwork } from "./cluster-network";
import { NatZone } from "./nat-zone";
import { anyZoneWithTypes } from "./zone";

/**
 * The VPC with everything that the guide puts in it: DHCP options, subnets, an internet gateway, and one route table
 * for all subnets. Private nodes have a NAT gateway in each zone instead, and the load balancer is in separate public
 * subnets.
 */
class Network extends Construct implements ClusterNetwork {
  readonly routes: readonly ITerraformDependable[];
  readonly positions: readonly ITerraformDependable[];
  private readonly vpc: Vpc;
  private readonly subnets: readonly Subnet[];
  /** The NAT gateways of private nodes, one for each of their subnets. Empty if nodes have public addresses. */
  private readonly natZones: readonly NatZone[];
  private readonly openTable: RouteTable;

  constructor(scope: Construct, id: string, config: ClusterConfig) {
    super(scope, id);
    const tags = { Name: config.name };
    this.vpc = new Vpc(this, ids.vpc, {
      cidrBlock: config.network.vpcCidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags,
    });
    this.addDhcpOptions(config, tags);
    if (config.network.flowLogs) this.addFlowLog(config.network.flowLogs.s3, tags);
    const gateway = new InternetGateway(this, ids.gateway, { vpcId: this.vpc.id, tags });
    this.openTable = new RouteTable(this, ids.routes, { vpcId: this.vpc.id, tags });
    const wayOut = new Route(this, ids.defaultRoute, {
      routeTableId: this.openTable.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    this.subnets = config.network.subnets.map(({ cidr, zone }, index) => {
      const place = zone ? { availabilityZone: zone } : anyZoneWithTypes(this, config);
      return new Subnet(this, ids.subnet({ index }), { vpcId: this.vpc.id, cidrBlock: cidr, ...place, tags });
    });
    this.positions = config.network.privateNodes ? [] : this.reservePositions(config);
    const { openTable: openRoutes, vpc } = this;
    this.natZones = config.network.publicSubnets.map(
      ({ cidr }, index) =>
        new NatZone(this, ids.natZone({ index }), {
          name: `${config.name}-public-${index}`,
          ...{ cidr, vpc, gateway, openRoutes, privateSubnet: this.subnets[index]! },
        }),
    );
    const followed = this.subnets.map((subnet, index) => this.followTable(subnet, index));
    this.routes = [wayOut, ...this.natZones.flatMap((zone) => zone.routes), ...followed];
  }

  get vpcId(): string {
    return this.vpc.id;
  }

  get subnetIds(): readonly string[] {
    return this.subnets.map((subnet) => subnet.id);
  }

  get loadBalancerSubnetIds(): readonly string[] {
    return this.natZones.length ? this.natZones.map((zone) => zone.subnet.id) : this.subnetIds;
  }

  get routeTableIds(): readonly string[] {
    return (this.natZones.length ? this.natZones.map((zone) => zone.table) : [this.openTable]).map(({ id }) => id);
  }

  get natAddresses(): readonly string[] {
    return this.natZones.map((zone) => zone.publicAddress);
  }

  /** Reserves the positions of nodes, so that the load balancer in the same subnets cannot take them. */
  private reservePositions({ name, network }: ClusterConfig): ITerraformDependable[] {
    return this.subnets.flatMap((subnet, index) =>
      reservedRanges(network.subnets[index]!.cidr).map((cidrBlock) => {
        const description = `${name}: nodes`;
        return new Ec2SubnetCidrReservation(this, ids.reservation({ index, range: cidrBlock }), {
          ...{ subnetId: subnet.id, cidrBlock, description },
          reservationType: "explicit",
        });
      }),
    );
  }

  private addDhcpOptions(config: ClusterConfig, tags: { Name: string }): void {
    const dhcp = new VpcDhcpOptions(this, ids.dhcp, {
      domainName: privateDomain(config.region),
      domainNameServers: ["AmazonProvidedDNS"],
      tags,
    });
    new VpcDhcpOptionsAssociation(this, ids.dhcpAssociation, { vpcId: this.vpc.id, dhcpOptionsId: dhcp.id });
  }

  private addFlowLog(destination: string, tags: { Name: string }): void {
    new FlowLog(this, ids.flowLog, {
      vpcId: this.vpc.id,
      trafficType: "ALL",
      logDestinationType: "s3",
      logDestination: destination,
      tags,
    });
  }

  private followTable(subnet: Subnet, index: number): RouteTableAssociation {
    const { table = this.openTable } = this.natZones[index] ?? {};
    const props = { subnetId: subnet.id, routeTableId: table.id };
    return new RouteTableAssociation(this, ids.subnetRoutes({ index }), props);
  }
}

/**
 * Adds a network that belongs to the cluster.
 * @throws ConfigError when the configuration was checked for an existing network: private nodes could not reach the
 * internet
 */
export function ownNetwork(scope: Construct, config: ClusterConfig): ClusterNetwork {
  const { privateNodes, publicSubnets } = config.network;
  if (privateNodes && publicSubnets.length === 0) {
    const problem = { path: "network", found: "nothing", wanted: "the ids of the network that config was checked for" };
    const remedy = "give them, or make config with clusterConfig(...), without existingNetwork";
    throw new ConfigError("the network", [{ ...problem, remedy }]);
  }
  return new Network(scope, ids.network, config);
}
