import { ids } from "./ids";
import { type Kind, kind, type Resource, type Values } from "./naming";

const { node, network, natZone, api, security, ssh, pki, identity } = ids;

/**
 * Every kind of resource that groundup declares, by the ids of its constructs. `resources.update({ node })` makes a
 * name, `resources.update.parse(resource)` reads one. Use only these to build names or to take them apart.
 */
export const resources = {
  instance: kind("aws_instance", node),
  podRoute: kind("aws_route", node, ids.pods),
  etcdVolume: kind("aws_ebs_volume", node, ids.etcdVolume),
  etcdVolumeAttachment: kind("aws_volume_attachment", node, ids.etcdVolumeAttachment),
  join: kind("null_resource", node, ids.join),
  update: kind("null_resource", node, ids.update),
  nodeFiles: kind("terraform_data", node, ids.files),

  vpc: kind("aws_vpc", network, ids.vpc),
  dhcpOptions: kind("aws_vpc_dhcp_options", network, ids.dhcp),
  dhcpAssociation: kind("aws_vpc_dhcp_options_association", network, ids.dhcpAssociation),
  flowLog: kind("aws_flow_log", network, ids.flowLog),
  internetGateway: kind("aws_internet_gateway", network, ids.gateway),
  routeTable: kind("aws_route_table", network, ids.routes),
  defaultRoute: kind("aws_route", network, ids.defaultRoute),
  subnet: kind("aws_subnet", network, ids.subnet),
  subnetRoutes: kind("aws_route_table_association", network, ids.subnetRoutes),
  reservation: kind("aws_ec2_subnet_cidr_reservation", network, ids.reservation),
  zonesWithType: kind("data.aws_ec2_instance_type_offerings", network, ids.zonesWith),
  natSubnet: kind("aws_subnet", network, natZone, ids.natSubnet),
  natSubnetRoutes: kind("aws_route_table_association", network, natZone, ids.natSubnetRoutes),
  natAddress: kind("aws_eip", network, natZone, ids.natAddress),
  natGateway: kind("aws_nat_gateway", network, natZone, ids.nat),
  natRouteTable: kind("aws_route_table", network, natZone, ids.routes),
  natDefaultRoute: kind("aws_route", network, natZone, ids.defaultRoute),

  loadBalancer: kind("aws_lb", api),
  listener: kind("aws_lb_listener", api, ids.listener),
  targetGroup: kind("aws_lb_target_group", api, ids.targets),
  target: kind("aws_lb_target_group_attachment", api, node),

  securityGroup: kind("aws_security_group", security, ids.group),
  egressRule: kind("aws_vpc_security_group_egress_rule", security, ids.egress),
  portRule: kind("aws_vpc_security_group_ingress_rule", security, ids.portRule),
  icmpRule: kind("aws_vpc_security_group_ingress_rule", security, ids.icmpRule),
  pathMtuRule: kind("aws_vpc_security_group_ingress_rule", security, ids.pathMtuRule),
  podRule: kind("aws_vpc_security_group_ingress_rule", security, ids.podRule),
  balancerRule: kind("aws_vpc_security_group_ingress_rule", security, ids.balancerRule),

  image: kind("data.aws_ami", ids.image),
  sshKey: kind("tls_private_key", ssh),
  sshKeyPair: kind("aws_key_pair", ssh, ids.keyPair),

  authorityKey: kind("tls_private_key", pki, ids.authority),
  authorityCertificate: kind("tls_self_signed_cert", pki, ids.authority, ids.certificate),
  tokenKey: kind("tls_private_key", pki, ids.tokenKey),
  encryptionKey: kind("tls_private_key", pki, ids.encryptionKey),
  leafKey: kind("tls_private_key", pki, ids.leaf),
  leafRequest: kind("tls_cert_request", pki, ids.leaf, ids.request),
  leafCertificate: kind("tls_locally_signed_cert", pki, ids.leaf, ids.certificate),

  issuerBucket: kind("aws_s3_bucket", identity, ids.issuerBucket),
  issuerBucketAccess: kind("aws_s3_bucket_public_access_block", identity, ids.bucketAccess),
  issuerBucketPolicy: kind("aws_s3_bucket_policy", identity, ids.bucketPolicy),
  issuerProvider: kind("aws_iam_openid_connect_provider", identity, ids.issuerProvider),
  account: kind("data.aws_caller_identity", identity, ids.account),
  role: kind("aws_iam_role", identity, ids.role),
  rolePolicy: kind("aws_iam_role_policy", identity, ids.role, ids.rolePolicy),
  attachedPolicy: kind("aws_iam_role_policy_attachment", identity, ids.role, ids.attachedPolicy),
  mastersProfile: kind("aws_iam_instance_profile", identity, ids.mastersProfile),
  publish: kind("null_resource", identity, ids.publish),
  identityFiles: kind("terraform_data", ids.identityFiles),

  addons: kind("null_resource", ids.addons),
  reencrypt: kind("null_resource", ids.reencrypt),
  scripts: kind("terraform_data", ids.scripts),
  roleFiles: kind("terraform_data", ids.roleFiles),
  addonsFiles: kind("terraform_data", ids.addonsFiles),
  trusted: kind("terraform_data", ids.trusted),
  founders: kind("terraform_data", ids.founders),
  built: kind("terraform_data", ids.built),
  leave: kind("terraform_data", ids.leave),
  firstMasterLeave: kind("terraform_data", ids.firstMasterLeave),
  clusterEnd: kind("terraform_data", ids.clusterEnd),
  servicesEnd: kind("terraform_data", ids.servicesEnd),
} as const;

/** The name of a kind of resource. */
export type ResourceKind = keyof typeof resources;

/** A resource whose name the contract has read: its kind, and the values of its fields. */
export interface Known {
  readonly kind: ResourceKind;
  readonly values: Values<string>;
}

type AnyKind = Kind<string>;
const kinds = Object.entries(resources) as unknown as readonly (readonly [ResourceKind, AnyKind])[];

/**
 * The kind and the fields of a resource, by its name in groundup's own stack; undefined if groundup declares no such
 * resource.
 * @param between the separator of construct ids. @default "_"
 */
export function knownResource(resource: Resource, between?: string): Known | undefined {
  for (const [kind, { parse }] of kinds) {
    const values = parse(resource, between);
    if (values) return { kind, values };
  }
  return undefined;
}

/** The resource for a kind and its values. It reverses `knownResource`. */
export const resourceOf = ({ kind, values }: Known): Resource => (resources[kind] as unknown as AnyKind)(values);

const roots = new RegExp(`^(?:${[...new Set(kinds.map(([, { root }]) => root))].join("|")})(?:_|$)`);

/** Whether a resource's name begins like groundup's names. This release may not declare such a resource. */
export const hasOwnRoot = ({ name }: Pick<Resource, "name">): boolean => roots.test(name);

/** A resource and its key in a state. */
export interface Address extends Resource {
  /** The key of one resource of a block that declares several. @default none: the block declares a single resource */
  readonly key?: string;
}

/** The Terraform address of a resource: `terraform_data.worker_leave["worker-1"]`. */
export function addressOf({ type, name, key }: Address): string {
  return `${type}.${name}${key === undefined ? "" : `["${key}"]`}`;
}

const address = /^(?:module\.[^.[\]]+(?:\[[^\]]*\])?\.)*((?:data\.)?[a-z0-9_]+)\.([^.[\]]+)(?:\["?([^"\]]*)"?\])?/;

/**
 * The resource at an address, or at the beginning of a reference. Undefined for any other text. Modules are ignored.
 */
export function parseAddress(text: string): Address | undefined {
  const [, type, name, key] = address.exec(text) ?? [];
  if (type === undefined || name === undefined) return undefined;
  return { type, name, ...(key === undefined ? {} : { key }) };
}
