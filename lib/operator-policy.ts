import type { ClusterConfig } from "./config";
import { partitionOf } from "./partition";

/** A statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  /** Conditions of IAM's policy language. @default none */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy document, in AWS's format. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

const ec2 = (actions: string) => actions.split(" ").map((action) => `ec2:${action}`);
const elb = (actions: string) => actions.split(" ").map((action) => `elasticloadbalancing:${action}`);

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
 * The IAM policy that a person or a pipeline needs to plan, apply and destroy a cluster. It allows every action on
 * every resource of the account, because the resources' ids are known only after the apply.
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
    Action: sorted(["sts:GetCallerIdentity", ...actions]),
    Resource: "*",
  } as const;
  const others = [...instanceProfile(config), ...stateInS3(config)];
  return { Version: "2012-10-17", Statement: [cluster, firstLoadBalancer, ...others] };
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
function instanceProfile({ masters, region }: ClusterConfig): Statement[] {
  if (!masters.instanceProfile) return [];
  const Condition = { StringEquals: { "iam:PassedToService": partitionOf(region).ec2Service } };
  return [
    { Sid: "InstanceProfile", Effect: "Allow", Action: ["iam:GetInstanceProfile"], Resource: "*" },
    { Sid: "RoleOfInstanceProfile", Effect: "Allow", Action: ["iam:PassRole"], Resource: "*", Condition },
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
