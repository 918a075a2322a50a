import { firstPosition, lastReservedPosition, nodePodPrefix, positionOf, reservedRanges } from "../../address-plan";
import { addressAt, addressCount, encloses, overlaps, positionIn, rangeCount } from "../../cidr";
import { nodeName, type Role } from "../../contract/node-name";
import type { Problem } from "../problem";
import type { ClusterConfig } from "../resolve";
import type { Rule } from "./rule";

type Check = Rule["check"];

/** AWS reserves one address at the end of each subnet. It also reserves four at the start, which the address plan does not use (VPC: subnet sizing). */
const reservedAtEnd = 1;

/** Routes that do not lead to pods: the VPC's local route and the one to the internet gateway. */
const fixedRoutes = 2;

/** Pairs of ranges that must not overlap. An overlap is reported at the second one. */
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

/** Every subnet with its path. The nodes' subnets come first, so that an overlap is reported at the public one. */
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
    const wanted = "none: nodes have public addresses, and the load balancer is in their subnets";
    return publicSubnets.length === 0 ? [] : [{ path, found, wanted, remedy }];
  }
  if (publicSubnets.length === subnets.length) return [];
  const wanted = `${subnets.length}, one for each of network.subnets, in its order`;
  return [{ path, found, wanted, remedy: "add or remove subnets, or remove the key for the default" }];
};

/** Refuses keys that only a network created by groundup can have. */
const nothingToMake: Check = ({ network: { publicSubnets, flowLogs } }) => {
  const made = { publicSubnets: publicSubnets.length > 0, flowLogs: flowLogs !== undefined };
  return Object.entries(made).flatMap(([key, given]): Problem[] => {
    const wanted = "nothing: groundup does not change an existing network";
    return given ? [{ path: `network.${key}`, found: "a value", wanted, remedy: "remove it" }] : [];
  });
};

const subnetZones: Check = ({ region, network: { subnets } }) =>
  subnets.flatMap(({ zone }, index): Problem[] => {
    const path = `network.subnets[${index}].zone`;
    const found = zone ?? "nothing";
    const wanted = `a zone of ${region}, such as ${region}a`;
    if (zone === undefined) {
      const remedy = "set a zone for each of the subnets";
      return subnets.length > 1
        ? [{ path, found, wanted: `${wanted}, because there are several subnets`, remedy }]
        : [];
    }
    if (zone.slice(0, -1) !== region) return [{ path, found, wanted, remedy: "change the zone, or the region" }];
    if (!subnets.slice(0, index).some((earlier) => earlier.zone === zone)) return [];
    // Elastic Load Balancing takes one subnet a zone (CreateLoadBalancer).
    const remedy = "use another zone, or replace both subnets by one larger subnet";
    return [{ path, found: `${zone} a second time`, wanted: "a different zone for each subnet", remedy }];
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
      remedy: `use ${addressAt(serviceCidr, 10)}, or remove the key: this address is its default`,
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
      wanted: `at most ${room}: network.podCidr ${podCidr} has room for no more`,
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
      found: `${needed} routes: one to the pods of each worker, the VPC's local route and the default route`,
      wanted: `at most ${maxRoutes} routes, the value of network.maxRoutes`,
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
      found: `${cidr}, whose last usable address is ${addressAt(cidr, last)}, at position ${last}`,
      wanted: `room up to position ${position}, the place of ${node}`,
      remedy: `use a /${enough} or larger, more subnets, or fewer nodes`,
    };
  });

/** Only a warning: a running cluster may have such nodes, and no subnet can be added to it. */
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
          found: `${cidr}, with ${node} at position ${position}`,
          wanted: `nodes up to position ${last}: the load balancer may take any later address, and the node with that address then fails to launch`,
          remedy: `if the cluster is not built yet, use a /${enough} or larger; otherwise use fewer nodes`,
        };
      });

const nothingReserved: Check = ({ network: { subnets } }) =>
  subnets.map(({ cidr }, index) => ({
    path: `network.subnets[${index}].cidr`,
    found: `${cidr}, an existing subnet, in which groundup reserves no addresses`,
    wanted: `the addresses from ${addressAt(cidr, firstPosition.master)} on reserved for nodes: otherwise something else may take the address of a node that you add later`,
    remedy: `create an aws_ec2_subnet_cidr_reservation of type explicit for each of ${reservedRanges(cidr).join(", ")}`,
  }));

/** The node with the highest position in a subnet. The position is -1 when the subnet has no nodes. */
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

/** Rules across ranges, subnets and the numbers of nodes. */
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

/** More rules for a network that groundup creates. */
export const ownNetworkRules: readonly Rule[] = [
  {
    reads: ["network.privateNodes", "network.subnets", "network.publicSubnets"],
    check: publicSubnetsForPrivateNodes,
  },
];

/** More rules for an existing network. */
export const existingNetworkRules: readonly Rule[] = [
  { reads: ["network.publicSubnets", "network.flowLogs"], check: nothingToMake },
];

/** Warnings about a network that groundup creates. */
export const ownNetworkWarnings: readonly Rule[] = [
  { reads: ["masters.count", "workers.count", "network.subnets"], check: nodesBesideReservation },
];

/** Warnings about an existing network, which groundup cannot inspect. */
export const existingNetworkWarnings: readonly Rule[] = [{ reads: ["network.subnets"], check: nothingReserved }];
