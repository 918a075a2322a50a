import { firstPosition, lastReservedPosition, nodePodPrefix, positionOf, reservedRanges } from "../../address-plan";
import { addressAt, addressCount, encloses, overlaps, positionIn, rangeCount } from "../../cidr";
import { nodeName, type Role } from "../../contract/node-name";
import type { Problem } from "../problem";
import type { ClusterConfig } from "../resolve";
import type { Rule } from "./rule";

type Check = Rule["check"];

/** Addresses AWS keeps at the end of each subnet; of the four at its start, the plan stays clear (VPC: subnet sizing). */
const reservedAtEnd = 1;

/** Routes of the table besides those to pods: the VPC's own, and the one to the internet gateway. */
const fixedRoutes = 2;

/** Ranges that must not share an address, two by two: the later one is where an overlap is reported. */
const rangePairs = [
  ["vpcCidr", "podCidr"],
  ["vpcCidr", "serviceCidr"],
  ["podCidr", "serviceCidr"],
] as const;

const separateRanges = ([earlier, later]: (typeof rangePairs)[number]): Rule => ({
  reads: [`network.${earlier}`, `network.${later}`],
  check: ({ network }) =>
    overlaps(network[earlier], network[later])
      ? [
          {
            path: `network.${later}`,
            found: `${network[later]}, which overlaps network.${earlier} ${network[earlier]}`,
            wanted: "ranges for VPC, pods and Services that share no address",
            remedy: "move one of the two to another private range",
          },
        ]
      : [],
});

/** Every subnet with its path: the nodes' first, so that an overlap is reported at the public one. */
const allSubnets = ({ network }: ClusterConfig) =>
  (["subnets", "publicSubnets"] as const).flatMap((key) =>
    network[key].map(({ cidr }, index) => ({ cidr, path: `network.${key}[${index}].cidr` })),
  );

const subnetsInsideVpc: Check = (config) =>
  allSubnets(config).flatMap(({ cidr, path }) =>
    encloses(config.network.vpcCidr, cidr)
      ? []
      : {
          path,
          found: `${cidr}, outside network.vpcCidr ${config.network.vpcCidr}`,
          wanted: `a range inside ${config.network.vpcCidr}`,
          remedy: "move the subnet, or change vpcCidr",
        },
  );

const separateSubnets: Check = (config) =>
  allSubnets(config).flatMap(({ cidr, path }, index, all) => {
    const other = all.slice(0, index).find((earlier) => overlaps(earlier.cidr, cidr));
    if (!other) return [];
    const found = `${cidr}, which overlaps the subnet ${other.cidr}`;
    const wanted = "subnets that share no address";
    return { path, found, wanted, remedy: "move or shrink one of the two" };
  });

const publicSubnetsForPrivateNodes: Check = ({ network: { privateNodes, subnets, publicSubnets } }) => {
  const path = "network.publicSubnets";
  const found = `${publicSubnets.length} public subnets`;
  if (!privateNodes) {
    const remedy = "remove it, or set network.privateNodes: true";
    const wanted = "none: nodes have public addresses, and the load balancer stands beside them";
    return publicSubnets.length === 0 ? [] : [{ path, found, wanted, remedy }];
  }
  if (publicSubnets.length === subnets.length) return [];
  const wanted = `${subnets.length}, one for each of network.subnets, in its order`;
  return [{ path, found, wanted, remedy: "add or remove some, or remove the key for the default" }];
};

/** What describes a network that is to be made. */
const nothingToMake: Check = ({ network: { publicSubnets, flowLogs } }) => {
  const made = { publicSubnets: publicSubnets.length > 0, flowLogs: flowLogs !== undefined };
  return Object.entries(made).flatMap(([key, given]): Problem[] => {
    const wanted = "nothing: the network is there already, and is left as it is";
    return given ? [{ path: `network.${key}`, found: "a value", wanted, remedy: "remove it" }] : [];
  });
};

const subnetZones: Check = ({ region, network: { subnets } }) =>
  subnets.flatMap(({ zone }, index): Problem[] => {
    const path = `network.subnets[${index}].zone`;
    const found = zone ?? "nothing";
    const wanted = `a zone of ${region}, such as ${region}a`;
    if (zone === undefined) {
      const remedy = "name a zone for each of the subnets";
      return subnets.length > 1 ? [{ path, found, wanted: `${wanted}, as there are several subnets`, remedy }] : [];
    }
    if (zone.slice(0, -1) !== region) return [{ path, found, wanted, remedy: "change the zone, or the region" }];
    if (!subnets.slice(0, index).some((earlier) => earlier.zone === zone)) return [];
    // Elastic Load Balancing takes one subnet a zone (CreateLoadBalancer).
    const remedy = "name another zone, or make one larger subnet of the two";
    return [{ path, found: `${zone} a second time`, wanted: "a zone of its own for each subnet", remedy }];
  });

const dnsInsideServices: Check = ({ network: { dnsAddress, serviceCidr } }) => {
  const position = positionIn(serviceCidr, dnsAddress);
  const last = addressCount(serviceCidr) - 1;
  if (position !== undefined && position > 1 && position < last) return [];
  const reserved = { 0: "the range's network address", 1: "the API server's own", [last]: "its broadcast address" };
  const what = position === undefined ? `outside network.serviceCidr ${serviceCidr}` : reserved[position];
  return [
    {
      path: "network.dnsAddress",
      found: `${dnsAddress}, ${what}`,
      wanted: `an address from ${addressAt(serviceCidr, 2)} to ${addressAt(serviceCidr, last - 1)}`,
      remedy: `write ${addressAt(serviceCidr, 10)}, or remove the key: that is its default`,
    },
  ];
};

const podRangeForWorkers: Check = ({ workers, network: { podCidr } }) => {
  const room = rangeCount(podCidr, nodePodPrefix);
  if (workers.count <= room) return [];
  const enough = nodePodPrefix - Math.ceil(Math.log2(workers.count));
  return [
    {
      path: "workers.count",
      found: `${workers.count} workers, with a /${nodePodPrefix} for each`,
      wanted: `at most ${room}, which is what network.podCidr ${podCidr} has room for`,
      remedy: `use fewer workers, or a podCidr of /${enough} or larger`,
    },
  ];
};

const routesForWorkers: Check = ({ workers, network: { maxRoutes } }) => {
  const needed = workers.count + fixedRoutes;
  if (needed <= maxRoutes) return [];
  return [
    {
      path: "workers.count",
      found: `${needed} routes: one to the pods of each worker, the VPC's own and the default route`,
      wanted: `at most ${maxRoutes} routes, by network.maxRoutes`,
      remedy: `use ${maxRoutes - fixedRoutes} workers, or set maxRoutes to what your account's quota allows`,
    },
  ];
};

const addressesForNodes: Check = (config) =>
  config.network.subnets.flatMap(({ cidr }, index) => {
    const last = addressCount(cidr) - 1 - reservedAtEnd;
    const { node, position } = lastNode(config, index);
    if (position <= last) return [];
    const enough = 32 - Math.ceil(Math.log2(position + 1 + reservedAtEnd));
    return {
      path: `network.subnets[${index}].cidr`,
      found: `${cidr}, whose last address for hosts is ${addressAt(cidr, last)}: position ${last}`,
      wanted: `room up to position ${position}, where ${node} belongs`,
      remedy: `use a /${enough} or larger, more subnets, or fewer nodes`,
    };
  });

/** A running cluster may have such nodes, and cannot get another subnet: so it is no refusal. */
const nodesBesideReservation: Check = (config) =>
  config.network.privateNodes
    ? []
    : config.network.subnets.flatMap(({ cidr }, index) => {
        const { node, position } = lastNode(config, index);
        const last = lastReservedPosition(cidr);
        if (position <= last) return [];
        const enough = 32 - Math.ceil(Math.log2(((position + 1) * 4) / 3));
        return {
          path: `network.subnets[${index}].cidr`,
          found: `${cidr}, where ${node} belongs at position ${position}`,
          wanted: `nodes up to position ${last}: the load balancer may take any address after that, and a node cannot be made then`,
          remedy: `use a /${enough} or larger where the cluster is not built yet, or fewer nodes`,
        };
      });

const nothingReserved: Check = ({ network: { subnets } }) =>
  subnets.map(({ cidr }, index) => ({
    path: `network.subnets[${index}].cidr`,
    found: `${cidr}, a subnet that is there, in which groundup reserves no addresses`,
    wanted: `the addresses from ${addressAt(cidr, firstPosition.master)} on kept for nodes: anything else may take that of a node that is added later`,
    remedy: `make an aws_ec2_subnet_cidr_reservation of type explicit for each of ${reservedRanges(cidr).join(", ")}`,
  }));

/** The node that stands last in a subnet; position -1 when the subnet has none. */
function lastNode(config: ClusterConfig, subnet: number): { node: string; position: number } {
  const subnetCount = config.network.subnets.length;
  const roles: Record<Role, number> = { master: config.masters.count, worker: config.workers.count };
  return (Object.keys(firstPosition) as Role[])
    .filter((role) => roles[role] > subnet)
    .map((role) => {
      const index = roles[role] - 1 - ((roles[role] - 1 - subnet) % subnetCount);
      return { node: nodeName({ role, index }), position: positionOf(role, index, subnetCount) };
    })
    .reduce((last, next) => (next.position > last.position ? next : last), { node: "", position: -1 });
}

/** What ranges, subnets and the numbers of nodes must agree on. */
export const networkRules: readonly Rule[] = [
  ...rangePairs.map(separateRanges),
  { reads: ["network.vpcCidr", "network.subnets", "network.publicSubnets"], check: subnetsInsideVpc },
  { reads: ["network.vpcCidr", "network.subnets", "network.publicSubnets"], check: separateSubnets },
  { reads: ["region", "network.subnets"], check: subnetZones },
  { reads: ["network.serviceCidr", "network.dnsAddress"], check: dnsInsideServices },
  { reads: ["workers.count", "network.podCidr"], check: podRangeForWorkers },
  { reads: ["workers.count", "network.maxRoutes"], check: routesForWorkers },
  { reads: ["masters.count", "workers.count", "network.vpcCidr", "network.subnets"], check: addressesForNodes },
];

/** What besides must hold of a network that the cluster makes. */
export const ownNetworkRules: readonly Rule[] = [
  {
    reads: ["network.privateNodes", "network.subnets", "network.publicSubnets"],
    check: publicSubnetsForPrivateNodes,
  },
];

/** What besides must hold of a network that is there already. */
export const existingNetworkRules: readonly Rule[] = [
  { reads: ["network.publicSubnets", "network.flowLogs"], check: nothingToMake },
];

/** What can be built in a network that the cluster makes, and may not be meant. */
export const ownNetworkWarnings: readonly Rule[] = [
  { reads: ["masters.count", "workers.count", "network.subnets"], check: nodesBesideReservation },
];

/** What nobody can see of a network that is there already. */
export const existingNetworkWarnings: readonly Rule[] = [{ reads: ["network.subnets"], check: nothingReserved }];
