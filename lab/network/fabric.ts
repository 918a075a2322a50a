import { LabError } from "../errors";
import type { Instance, Inventory, Route, RouteTable, SecurityGroup, Subnet, Vpc } from "../aws/inventory";
import type { BalancerNode } from "../nlb/nodes";
import { nthAddress, overlap } from "./ipv4";

/** A network interface in the VPC, as the fabric sees it. */
export interface Port {
  /** AWS's id of the interface, or a load balancer node's name. */
  readonly id: string;
  /** Name of the link in the fabric's namespace, 15 characters at most. */
  readonly link: string;
  /** The owner's name, for people. */
  readonly owner: string;
  readonly address: string;
  readonly publicAddress?: string;
  /** Without groups, the port is not filtered. */
  readonly groupIds?: readonly string[];
  readonly sourceDestCheck: boolean;
  readonly subnet: Subnet;
}

/** A port whose owner is an instance with metadata. */
export interface InstancePort extends Port {
  readonly instance: Instance;
}

/** A route table with the ports that follow it. */
export interface PortRoutes {
  /** Number of the kernel's table. */
  readonly table: number;
  readonly links: readonly string[];
  readonly routes: readonly Route[];
}

/** The VPCs in use, as the network of one machine. */
export interface Fabric {
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly ports: readonly Port[];
  readonly tables: readonly PortRoutes[];
  readonly groups: readonly SecurityGroup[];
  /** Maps a private address to the public one with which its packets leave: its own, or a NAT gateway's. */
  readonly outward: ReadonlyMap<string, string>;
}

/**
 * Whether a host exists for the instance, and so its interface. A stopped instance keeps its address but has no link.
 */
export function exists(instance: Instance): boolean {
  return instance.state === "running" || instance.state === "pending";
}

/** Name of an interface's link: its id, shortened to what the kernel accepts. */
export function linkName(id: string): string {
  return id.length <= 15 ? id : `eni-${id.slice(-11)}`;
}

/**
 * Plans the fabric for the contents of the account.
 * @throws LabError if VPCs in use overlap: one machine has one network.
 */
export function planFabric(inventory: Inventory, nodes: readonly BalancerNode[]): Fabric {
  const ports = [
    ...inventory.instances.filter(exists).map((it) => instancePort(it, inventory)),
    ...nodes.map(nodePort),
  ];
  const vpcs = inventory.vpcs.filter((vpc) => ports.some((port) => port.subnet.vpcId === vpc.id));
  refuseOverlaps(vpcs);
  return {
    vpcs,
    subnets: inventory.subnets.filter((subnet) => vpcs.some((vpc) => vpc.id === subnet.vpcId)),
    ports,
    tables: portRoutes(ports, inventory.routeTables),
    groups: inventory.securityGroups,
    outward: new Map(ports.flatMap((port) => outwardAddress(port, inventory).map((it) => [port.address, it] as const))),
  };
}

/** The address of Amazon's resolver in a VPC. */
export function resolverAddress(vpc: Vpc): string {
  return nthAddress(vpc.cidr, 2);
}

/** The addresses to which the fabric itself answers inside the VPCs: resolvers and each subnet's gateway. */
export function fabricAddresses(fabric: Fabric): string[] {
  const gateways = fabric.subnets.map((subnet) => nthAddress(subnet.cidr, 1));
  return [...new Set([...fabric.vpcs.map(resolverAddress), ...gateways])];
}

function instancePort(instance: Instance, inventory: Inventory): InstancePort {
  const subnet = inventory.subnets.find((it) => it.id === instance.subnetId);
  if (!subnet) throw new LabError(`${instance.name}: subnet ${instance.subnetId} is not in the account`);
  return {
    id: instance.interfaceId,
    link: linkName(instance.interfaceId),
    owner: instance.name,
    address: instance.privateAddress,
    publicAddress: instance.publicAddress,
    groupIds: instance.groupIds,
    sourceDestCheck: instance.sourceDestCheck,
    subnet,
    instance,
  };
}

function nodePort(node: BalancerNode): Port {
  return {
    id: node.id,
    link: node.id,
    owner: node.id,
    address: node.address,
    publicAddress: node.publicAddress,
    groupIds: node.balancer.groupIds.length > 0 ? node.balancer.groupIds : undefined,
    sourceDestCheck: true,
    subnet: node.subnet,
  };
}

function refuseOverlaps(vpcs: readonly Vpc[]): void {
  vpcs.forEach((one, index) => {
    const other = vpcs.slice(index + 1).find((it) => overlap(one.cidr, it.cidr));
    if (other) {
      throw new LabError(
        `VPCs ${one.id} and ${other.id} share addresses (${one.cidr}, ${other.cidr}): the lab has one network; use one VPC`,
      );
    }
  });
}

function portRoutes(ports: readonly Port[], tables: readonly RouteTable[]): PortRoutes[] {
  const followed = new Map<RouteTable, string[]>();
  for (const port of ports) {
    const table = tableOf(port.subnet, tables);
    if (table) followed.set(table, [...(followed.get(table) ?? []), port.link]);
  }
  return [...followed].map(([table, links]) => ({
    table: 1000 + tables.indexOf(table),
    links,
    routes: table.routes.filter((route) => route.target.kind !== "local"),
  }));
}

/**
 * The public address with which a port's packets leave, by its default route; empty if they cannot leave. A NAT gateway
 * uses its own subnet's route table: without a route to the internet gateway, it forwards nothing.
 */
function outwardAddress(port: Port, { routeTables, natGateways, subnets }: Inventory): string[] {
  const target = defaultTarget(port.subnet, routeTables);
  if (target?.kind === "internet-gateway") return port.publicAddress ? [port.publicAddress] : [];
  if (target?.kind !== "nat-gateway") return [];
  return natGateways
    .filter((gateway) => gateway.id === target.id)
    .filter((gateway) => {
      const subnet = subnets.find((it) => it.id === gateway.subnetId);
      return subnet && defaultTarget(subnet, routeTables)?.kind === "internet-gateway";
    })
    .map((gateway) => gateway.publicAddress);
}

function defaultTarget(subnet: Subnet, tables: readonly RouteTable[]): Route["target"] | undefined {
  return tableOf(subnet, tables)?.routes.find((route) => route.destination === "0.0.0.0/0")?.target;
}

function tableOf(subnet: Subnet, tables: readonly RouteTable[]): RouteTable | undefined {
  const own = tables.find((table) => table.subnetIds.includes(subnet.id));
  return own ?? tables.find((table) => table.main && table.vpcId === subnet.vpcId);
}
