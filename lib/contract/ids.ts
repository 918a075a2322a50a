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
/** Matches a text without `_`, which joins the ids in a name. Among the fields, only ranges contain `_`. */
const text = "[^_]+";

const rangeText = "\\d+-\\d+-\\d+-\\d+_\\d+";
/** An IPv4 range in the form for ids, which must not contain "." or "/": `10-0-0-0_24`. */
const rangeId = (cidr: string) => cidr.replaceAll(".", "-").replace("/", "_");
const rangeOf = (id: string) => id.replaceAll("-", ".").replace("_", "/");

/** The field for an IPv4 range. */
const range = { field: "range", pattern: rangeText, write: rangeId, read: rangeOf } as const;

/** The suffix of a rule's id, for an operator range with a rule of its own. Empty for an empty range. */
export const operatorsSuffix = (cidr: string): string => (cidr === "" ? "" : `-${rangeId(cidr)}`);

/**
 * The field for the operator range of a rule. Empty if one rule is for all ranges, or if the rule is not for operators.
 */
const operators = {
  field: "operators",
  pattern: `(?:-${rangeText})?`,
  write: operatorsSuffix,
  read: (text: string) => rangeOf(text.slice(1)),
} as const;

/**
 * The field for a generation of a CA or of a key. The first generation has no number, so that names without a rotation
 * have none.
 */
const generation = {
  field: "generation",
  pattern: "(?:-\\d+)?",
  write: (number: string) => (number === "1" ? "" : `-${number}`),
  read: (text: string) => text.slice(1) || "1",
} as const;

/** The field for an existing policy, by its account and its name. */
const policy = {
  field: "policy",
  pattern: text,
  write: (arn: string) => arn.replace(/^arn:[^:]*:iam::/, "").replace(/[^A-Za-z0-9]+/g, "-"),
  read: (text: string) => text,
} as const;

/** The field for the index of a route's table, from 0. The first table has no number. */
const table = {
  field: "table",
  pattern: "(?:-[1-9]\\d*)?",
  write: (number: string) => (number === "0" ? "" : `-${number}`),
  read: (text: string) => text.slice(1) || "0",
} as const;

/**
 * Ids of constructs. Terraform's state contains resources by names made of these ids. Never change an id: a changed id
 * replaces a resource in a user's production.
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
  /** Only for clusters of release 0.1: workers, or their NAT gateways, reach the load balancer. */
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

  identity: "identity",
  issuerBucket: "bucket",
  bucketAccess: "bucket-access",
  bucketPolicy: "bucket-policy",
  issuerProvider: "provider",
  account: "account",
  role: id`role-${field("name", text)}`,
  rolePolicy: "policy",
  /** An existing policy of a role. Its ARN has characters that ids must not have. */
  attachedPolicy: id`attached-${policy}`,
  mastersProfile: "masters",
  publish: "publish",
  identityFiles: "identity_files",

  addons: "addons",
  reencrypt: "reencrypt",
  scripts: "scripts",
  roleFiles: id`${role}_files`,
  /** The id of the Terraform local only. The record of a node's files is `files` below the node. */
  nodeFiles: id`${role}_${index}_files`,
  addonsFiles: "addons_files",
  trusted: "trusted",
  founders: "founders",
  built: "built",
  leave: id`${role}_leave`,
  firstMasterLeave: "first_master_leave",
  clusterEnd: "cluster_end",
  servicesEnd: "services_end",
} as const;
