import { authorityCommonNames } from "./authorities";
import { type Field, id } from "./naming";
import { nodePattern, rolePattern } from "./node-name";

/** The security groups of a cluster. */
export const groupNames = ["masters", "workers", "loadBalancer"] as const;
export type GroupName = (typeof groupNames)[number];

const field = <N extends string>(name: N, pattern: string): Field<N> => ({ field: name, pattern });

const index = field("index", "\\d+");
const node = field("node", nodePattern);
const role = field("role", rolePattern);
const group = field("group", `(?:${groupNames.join("|")})`);
const peer = field("peer", "[A-Za-z]+");
/** No id has the joint of names in it, but for those of ranges. */
const text = "[^_]+";

const rangeText = "\\d+-\\d+-\\d+-\\d+_\\d+";
/** A range of IPv4 addresses as ids have it, which may hold neither "." nor "/": `10-0-0-0_24`. */
const rangeId = (cidr: string) => cidr.replaceAll(".", "-").replace("/", "_");
const rangeOf = (id: string) => id.replaceAll("-", ".").replace("_", "/");

/** A range. */
const range = { field: "range", pattern: rangeText, write: rangeId, read: rangeOf } as const;

/** What stands behind a rule's id where operators' ranges have a rule each. */
export const operatorsSuffix = (cidr: string): string => (cidr === "" ? "" : `-${rangeId(cidr)}`);

/** The range of operators that one rule of several is for; empty where one rule is for all of them, or for none. */
const operators = {
  field: "operators",
  pattern: `(?:-${rangeText})?`,
  write: operatorsSuffix,
  read: (text: string) => rangeOf(text.slice(1)),
} as const;

/** One generation of an authority; the first has no number, so that a cluster that never rotates sees none. */
const generation = {
  field: "generation",
  pattern: "(?:-\\d+)?",
  write: (number: string) => (number === "1" ? "" : `-${number}`),
  read: (text: string) => text.slice(1) || "1",
} as const;

/** The route table that a route is in, from 0; the first has no number. */
const table = {
  field: "table",
  pattern: "(?:-[1-9]\\d*)?",
  write: (number: string) => (number === "0" ? "" : `-${number}`),
  read: (text: string) => text.slice(1) || "0",
} as const;

/**
 * Ids of constructs. Joined, they are the names of resources in Terraform's state: another id replaces a resource in
 * somebody's production.
 */
export const ids = {
  node: id`${node}`,
  join: "join",
  update: "update",
  pods: id`pods${table}`,
  etcdVolume: "etcd-volume",
  etcdVolumeAttachment: "etcd-volume-attachment",
  files: "files",

  network: "network",
  vpc: "vpc",
  dhcp: "dhcp",
  dhcpAssociation: "dhcp-association",
  flowLog: "flow-log",
  gateway: "gateway",
  routes: "routes",
  defaultRoute: "default-route",
  subnet: id`subnet-${index}`,
  subnetRoutes: id`subnet-${index}-routes`,
  reservation: id`subnet-${index}-nodes-${range}`,
  zonesWith: id`zones-with-${field("instanceType", text)}`,
  natZone: id`zone-${index}`,
  natSubnet: "public",
  natSubnetRoutes: "public-routes",
  natAddress: "address",
  nat: "nat",

  api: "api",
  listener: "listener",
  targets: "targets",

  security: "security",
  group: id`${group}`,
  egress: id`${group}-egress`,
  portRule: id`${group}-${field("protocol", "(?:tcp|udp)")}-${field("port", "\\d+")}-from-${peer}${operators}`,
  icmpRule: id`${group}-icmp-from-${peer}${operators}`,
  pathMtuRule: id`loadBalancer-icmp-path-mtu-from-operators${operators}`,
  podRule: id`workers-pods-from-${peer}`,
  /** Of release 0.1: workers, or the NAT gateways before them, reach the load balancer. */
  balancerRule: id`loadBalancer-from-${field("source", `(?:${nodePattern}|nat-\\d+)`)}`,

  ssh: "ssh",
  keyPair: "pair",
  image: "ubuntu",

  pki: "pki",
  authority: id`${field("commonName", `(?:${authorityCommonNames.join("|")})`)}${generation}`,
  leaf: id`${field("certificate", text)}`,
  tokenKey: id`service-account${generation}`,
  encryptionKey: "encryption",
  request: "request",
  certificate: "certificate",

  addons: "addons",
  reencrypt: "reencrypt",
  scripts: "scripts",
  roleFiles: id`${role}_files`,
  /** The local alone: the record of a node's files is `files` below its node. */
  nodeFiles: id`${role}_${index}_files`,
  addonsFiles: "addons_files",
  trusted: "trusted",
  founders: "founders",
  built: "built",
  leave: id`${role}_leave`,
  firstMasterLeave: "first_master_leave",
  clusterEnd: "cluster_end",
} as const;
