import type { ClusterConfig } from "./config";
import type { PolicyDocument, Statement } from "./iam";
import { issuerOf, makesMastersRole, mastersRole, roleName } from "./identity";
import { partitionOf } from "./partition";

/** The actions of a service, from texts with names between spaces. */
const actionsOf =
  (service: string) =>
  (...names: string[]) =>
    names
      .join(" ")
      .split(" ")
      .map((name) => `${service}:${name}`);
const ec2 = actionsOf("ec2");
const iam = actionsOf("iam");
const s3 = actionsOf("s3");
const elb = actionsOf("elasticloadbalancing");

/** Terraform sets tags when it creates a resource, and can change them later. */
const ec2Tags = ec2("CreateTags DeleteTags DescribeTags");
const elbTags = elb("AddTags RemoveTags DescribeTags");
const securityGroupRules = ec2("DescribeSecurityGroupRules DescribeSecurityGroups ModifySecurityGroupRules");

/**
 * The IAM actions that the aws provider needs to create, read, change and delete a resource, by resource type. They
 * include reads of related resources, such as the network ACL of a VPC.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
export const actionsByType: Readonly<Record<string, readonly string[]>> = {
  "data.aws_caller_identity": ["sts:GetCallerIdentity"],
  "data.aws_ami": ec2("DescribeImages"),
  "data.aws_ec2_instance_type_offerings": ec2("DescribeInstanceTypeOfferings"),
  aws_ebs_volume: [
    ...ec2Tags,
    ...ec2("CreateVolume DeleteVolume DescribeVolumes DescribeVolumesModifications ModifyVolume"),
  ],
  aws_ec2_subnet_cidr_reservation: ec2(
    "CreateSubnetCidrReservation DeleteSubnetCidrReservation GetSubnetCidrReservations",
  ),
  aws_eip: [
    ...ec2Tags,
    ...ec2(
      "AllocateAddress AssociateAddress DescribeAddresses DescribeAddressesAttribute DisassociateAddress ReleaseAddress",
    ),
    ...ec2("DescribeNetworkInterfaces"),
  ],
  aws_flow_log: [
    ...ec2Tags,
    ...ec2("CreateFlowLogs DeleteFlowLogs DescribeFlowLogs"),
    ...["logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
  ],
  aws_instance: [
    ...ec2Tags,
    ...ec2("DescribeInstanceAttribute DescribeInstanceCreditSpecifications DescribeInstanceTypes DescribeInstances"),
    ...ec2("DescribeNetworkInterfaces DescribeVolumes DescribeVolumesModifications GetInstanceUefiData ModifyVolume"),
    ...ec2("ModifyInstanceAttribute ModifyInstanceMetadataOptions RunInstances StartInstances StopInstances"),
    ...ec2("TerminateInstances"),
  ],
  aws_iam_instance_profile: iam(
    "AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile GetInstanceProfile",
    "ListInstanceProfileTags RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile",
  ),
  aws_iam_openid_connect_provider: iam(
    "AddClientIDToOpenIDConnectProvider CreateOpenIDConnectProvider DeleteOpenIDConnectProvider",
    "GetOpenIDConnectProvider RemoveClientIDFromOpenIDConnectProvider TagOpenIDConnectProvider",
    "UntagOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint",
  ),
  aws_iam_role: iam(
    "CreateRole DeleteRole GetRole ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies ListRoleTags",
    "TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
  ),
  aws_iam_role_policy: iam("DeleteRolePolicy GetRolePolicy PutRolePolicy"),
  aws_iam_role_policy_attachment: iam("AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies"),
  aws_internet_gateway: [
    ...ec2Tags,
    ...ec2("AttachInternetGateway CreateInternetGateway DeleteInternetGateway DescribeInternetGateways"),
    ...ec2("DetachInternetGateway"),
  ],
  aws_key_pair: [...ec2Tags, ...ec2("DeleteKeyPair DescribeKeyPairs ImportKeyPair")],
  aws_lb: [
    ...elbTags,
    ...elb("CreateLoadBalancer DeleteLoadBalancer DescribeCapacityReservation DescribeLoadBalancerAttributes"),
    ...elb("DescribeLoadBalancers ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets"),
    ...ec2("DescribeNetworkInterfaces"),
  ],
  aws_lb_listener: [
    ...elbTags,
    ...elb("CreateListener DeleteListener DescribeListenerAttributes DescribeListeners ModifyListener"),
  ],
  aws_lb_target_group: [
    ...elbTags,
    ...elb("CreateTargetGroup DeleteTargetGroup DescribeTargetGroupAttributes DescribeTargetGroups"),
    ...elb("ModifyTargetGroup ModifyTargetGroupAttributes"),
  ],
  aws_lb_target_group_attachment: elb("DeregisterTargets DescribeTargetHealth RegisterTargets"),
  aws_nat_gateway: [
    ...ec2Tags,
    // Provider release 6.24 and later also read regional NAT gateways.
    ...ec2("CreateNatGateway DeleteNatGateway DescribeAvailabilityZones DescribeNatGateways"),
  ],
  aws_route: ec2("CreateRoute DeleteRoute DescribeRouteTables ReplaceRoute"),
  aws_route_table: [...ec2Tags, ...ec2("CreateRouteTable DeleteRouteTable DescribeRouteTables")],
  aws_route_table_association: ec2(
    "AssociateRouteTable DescribeRouteTables DisassociateRouteTable ReplaceRouteTableAssociation",
  ),
  aws_s3_bucket: s3(
    "CreateBucket DeleteBucket DeleteObject DeleteObjectVersion GetAccelerateConfiguration GetBucketAcl GetBucketCORS",
    "GetBucketLocation GetBucketLogging GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment",
    "GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration",
    "GetReplicationConfiguration ListBucket ListBucketVersions ListTagsForResource PutBucketTagging TagResource",
    "UntagResource",
  ),
  aws_s3_bucket_policy: s3("DeleteBucketPolicy GetBucketPolicy PutBucketPolicy"),
  aws_s3_bucket_public_access_block: s3("GetBucketPublicAccessBlock PutBucketPublicAccessBlock"),
  aws_security_group: [
    ...ec2Tags,
    ...ec2("CreateSecurityGroup DeleteSecurityGroup DescribeNetworkInterfaces DescribeSecurityGroups"),
    // The provider removes AWS's default rule, which allows all outbound traffic.
    ...ec2("RevokeSecurityGroupEgress RevokeSecurityGroupIngress"),
  ],
  aws_subnet: [
    ...ec2Tags,
    ...ec2("CreateSubnet DeleteSubnet DescribeNetworkInterfaces DescribeSubnets ModifySubnetAttribute"),
  ],
  aws_volume_attachment: ec2("AttachVolume DescribeInstances DescribeVolumes DetachVolume StopInstances"),
  aws_vpc: [
    ...ec2Tags,
    ...ec2("CreateVpc DeleteVpc DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups DescribeVpcAttribute"),
    ...ec2("DescribeVpcs ModifyVpcAttribute"),
  ],
  aws_vpc_dhcp_options: [...ec2Tags, ...ec2("CreateDhcpOptions DeleteDhcpOptions DescribeDhcpOptions DescribeVpcs")],
  aws_vpc_dhcp_options_association: ec2("AssociateDhcpOptions DescribeVpcs"),
  aws_vpc_security_group_egress_rule: [
    ...ec2Tags,
    ...securityGroupRules,
    ...ec2("AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress"),
  ],
  aws_vpc_security_group_ingress_rule: [
    ...ec2Tags,
    ...securityGroupRules,
    ...ec2("AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress"),
  ],
};

/** Matches the resource types that need no AWS. */
const withoutAws = /^(null_resource|terraform_data|tls_)/;

const sorted = (actions: readonly string[]) => [...new Set(actions)].sort();

/**
 * The IAM policy that a person or a pipeline needs to plan, apply and destroy a cluster. It allows the actions of EC2 and
 * load balancing on every resource of the account, because the resources' ids are known only after the apply. What it
 * allows in IAM and S3 is limited to the cluster's own names.
 * @param types the types of the stack's resources; data sources have the prefix `data.`
 * @throws Error for a type whose actions are unknown
 */
export function operatorPolicy(types: readonly string[], config: ClusterConfig): PolicyDocument {
  const actions = types.flatMap((type) => {
    const known = withoutAws.test(type) ? [] : actionsByType[type];
    if (!known) throw new Error(`no IAM actions are known for ${type}: add them to actionsByType`);
    return known;
  });
  const cluster = {
    Sid: "Cluster",
    Effect: "Allow",
    Action: sorted(["sts:GetCallerIdentity", ...actions.filter((action) => !withNames.test(action))]),
    Resource: "*",
  } as const;
  const others = [...identity(actions, config), ...instanceProfile(config), ...stateInS3(config)];
  return { Version: "2012-10-17", Statement: [cluster, firstLoadBalancer, ...others] };
}

/** Matches the actions on resources whose names the cluster file determines. */
const withNames = /^(iam|s3):/;

/** Permissions for the roles, the OIDC provider and the bucket of `aws.identity`: only those of this cluster. */
function identity(actions: readonly string[], config: ClusterConfig): Statement[] {
  const issuer = issuerOf(config);
  if (!issuer) return [];
  const { name } = partitionOf(config.region);
  const own = roleName(config, "*");
  const arns: Readonly<Record<string, readonly string[]>> = {
    iam: [
      `arn:${name}:iam::*:role/${own}`,
      `arn:${name}:iam::*:instance-profile/${own}`,
      `arn:${name}:iam::*:oidc-provider/${issuer.name}`,
    ],
    s3: issuer.bucket ? [`arn:${name}:s3:::${issuer.bucket.name}`, `arn:${name}:s3:::${issuer.bucket.name}/*`] : [],
  };
  return Object.entries(arns).flatMap(([service, Resource]) => {
    const Action = sorted(actions.filter((action) => action.startsWith(`${service}:`)));
    return Action.length > 0 ? [{ Sid: `Identity${service}`, Effect: "Allow" as const, Action, Resource }] : [];
  });
}

/**
 * Allows AWS to create the service-linked role of Elastic Load Balancing together with the account's first load
 * balancer. The service has this name in every partition
 * (https://github.com/terraform-aws-modules/terraform-aws-iam/issues/627).
 */
const firstLoadBalancer: Statement = {
  Sid: "FirstLoadBalancerOfTheAccount",
  Effect: "Allow",
  Action: ["iam:CreateServiceLinkedRole"],
  Resource: "*",
  Condition: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
};

/** Permissions for masters with an instance profile: starting such a master passes the profile's role to it. */
function instanceProfile(config: ClusterConfig): Statement[] {
  const { masters, region } = config;
  const own = makesMastersRole(config);
  if (!masters.instanceProfile && !own) return [];
  const { ec2Service, name } = partitionOf(region);
  const Condition = { StringEquals: { "iam:PassedToService": ec2Service } };
  const role = own ? `arn:${name}:iam::*:role/${roleName(config, mastersRole)}` : "*";
  // A running master gets the profile, or another one, without a new start.
  const running = ec2(
    "AssociateIamInstanceProfile DescribeIamInstanceProfileAssociations DisassociateIamInstanceProfile",
  );
  const change = [...running, ...ec2("ReplaceIamInstanceProfileAssociation")];
  return [
    { Sid: "InstanceProfile", Effect: "Allow", Action: ["iam:GetInstanceProfile"], Resource: "*" },
    { Sid: "RoleOfInstanceProfile", Effect: "Allow", Action: ["iam:PassRole"], Resource: role, Condition },
    ...(own ? [{ Sid: "ProfileOfInstance", Effect: "Allow" as const, Action: change, Resource: "*" }] : []),
  ];
}

/** Permissions for Terraform's state in S3, including S3's lock file if the cluster file enables it. */
function stateInS3({ backend: { s3 } }: ClusterConfig): Statement[] {
  if (!s3) return [];
  const bucket = `arn:${partitionOf(s3.region).name}:s3:::${s3.bucket}`;
  const files = s3.useLockfile ? [s3.key, `${s3.key}.tflock`] : [s3.key];
  const objects = files.map((file) => `${bucket}/${file}`);
  const statements: Statement[] = [
    { Sid: "StateBucket", Effect: "Allow", Action: ["s3:ListBucket"], Resource: bucket },
    { Sid: "State", Effect: "Allow", Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], Resource: objects },
  ];
  if (!s3.kmsKeyId) return statements;
  // The key's own policy can restrict this further. IAM does not accept the ARN of an alias as a resource here.
  const Condition = { StringEquals: { "kms:ViaService": `s3.${s3.region}.${partitionOf(s3.region).domain}` } };
  return [
    ...statements,
    { Sid: "StateKey", Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*", Condition },
  ];
}
