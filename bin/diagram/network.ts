import { componentsOf, nodesOf } from "../../components/derived/bundle";
import type { ClusterNode } from "../../lib/address-plan";
import { type Cluster } from "../../lib/cluster";
import type { Role } from "../../lib/contract/node-name";
import { type Box, name, note, type Picture, text } from "./picture";
import { ports } from "../../lib/contract/paths";

/** Maximum width of a row of zones or nodes: a README's page is about 830 pixels wide. */
const rowWidth = 780;

const gateway = { box: "internet gateway" };
const balancer = { box: "load balancer" };
const subnets = { box: "subnets" };

/** A subnet of nodes, its public subnet if nodes are private, and the zone of both. */
interface Zone {
  readonly index: number;
  readonly zone?: string;
  readonly cidr: string;
  readonly publicCidr?: string;
}

const zonesOf = ({ network }: Cluster["config"]): Zone[] =>
  network.subnets.map(({ cidr, zone }, index) => ({
    index,
    zone,
    cidr,
    publicCidr: network.publicSubnets[index]?.cidr,
  }));

/** VPC, zones, subnets, nodes with their names and addresses, and the ways in and out. */
export function networkPicture(cluster: Cluster): Picture {
  const { name: clusterName, network, operatorCidrs = ["operatorCidrs"] } = cluster.config;
  return {
    title: `The network of ${clusterName}: its VPC, zones, subnets, nodes with their addresses, and load balancer`,
    direction: "DOWN",
    boxes: [
      {
        id: "operators",
        kind: "outside",
        lines: [name("operators and pipelines"), ...operatorCidrs.map((range) => note(range))],
      },
      vpcBox(cluster),
    ],
    arrows: [
      { from: { box: "operators" }, to: gateway, kind: "outside" },
      { from: gateway, to: balancer, kind: "balancer", label: [`tcp ${ports.apiServer}`] },
      { from: balancer, to: subnets, kind: "masters", label: [`tcp ${ports.apiServer}`, "to masters"] },
      network.publicSubnets.length
        ? { from: gateway, to: subnets, kind: "outside", back: true, label: ["by NAT gateways"] }
        : { from: gateway, to: subnets, kind: "outside", label: ["public addresses"] },
    ],
  };
}

function vpcBox(cluster: Cluster): Box {
  const { network, region } = cluster.config;
  return {
    id: "vpc",
    kind: "frame",
    lines: [name(`VPC ${network.vpcCidr}`), note(region)],
    children: [
      { id: gateway.box, kind: "frame", lines: [text("internet gateway")] },
      { id: balancer.box, kind: "balancer", lines: [name("network load balancer"), note("in every public subnet")] },
      {
        id: subnets.box,
        kind: "frame",
        lines: [note("Routes lead to each worker's pods.")],
        rows: rowWidth,
        children: zonesOf(cluster.config).map((zone) => zoneBox(cluster, zone)),
      },
    ],
  };
}

function zoneBox(cluster: Cluster, zone: Zone): Box {
  const { index, publicCidr } = zone;
  const publicSubnet: Box = {
    id: `public-${index}`,
    kind: "subnet",
    lines: [text(`public subnet ${publicCidr}`), note("NAT gateway")],
  };
  return {
    id: `zone-${index}`,
    kind: "frame",
    lines: [name(zone.zone ? `zone ${zone.zone}` : "zone chosen by AWS")],
    rows: rowWidth,
    children: [...(publicCidr ? [publicSubnet] : []), subnetBox(cluster, zone)],
  };
}

function subnetBox(cluster: Cluster, zone: Zone): Box {
  const roles = (["master", "worker"] as const).filter((role) => nodesIn(cluster, zone, role).length);
  return {
    id: `subnet-${zone.index}`,
    newRow: zone.publicCidr !== undefined,
    kind: "subnet",
    lines: [text(`${zone.publicCidr ? "private" : "public"} subnet ${zone.cidr}`)],
    rows: Math.floor(rowWidth / cluster.config.network.subnets.length),
    children: roles.flatMap((role, group) =>
      nodesIn(cluster, zone, role).map((node, index) => nodeBox(cluster, node, group > 0 && index === 0)),
    ),
  };
}

const nodesIn = (cluster: Cluster, { index }: Zone, role: Role) =>
  nodesOf(cluster, role).filter(({ subnet }) => subnet === index);

function nodeBox(cluster: Cluster, node: ClusterNode, newRow: boolean): Box {
  const services = componentsOf(node.role).flatMap(({ service }) => service?.(cluster, node)?.name ?? []);
  return {
    id: node.name,
    kind: node.role === "master" ? "masters" : "workers",
    newRow,
    lines: [
      name(node.name),
      text(node.address),
      text(node.hostname),
      ...(node.podCidr ? [text(`pods ${node.podCidr}`)] : []),
      ...services.map((service) => note(service)),
    ],
  };
}
