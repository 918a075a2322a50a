import type { ClusterConfig } from "../../lib/config";
import type { Statement } from "../../lib/iam";
import { partitionOf } from "../../lib/partition";

/** The tag of what the cluster's controllers make in AWS. Its value is `owned`. */
export const clusterTag = ({ name }: Pick<ClusterConfig, "name">): string => `kubernetes.io/cluster/${name}`;

/**
 * What the cloud controller manager may do in AWS: look at nodes and networks, and make and change load balancers with
 * their security groups, each with the cluster's tag. The cluster's other load balancers and groups lack this tag.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
export function cloudControllerRights(config: Pick<ClusterConfig, "name" | "region">): Statement[] {
  const made = { StringEquals: { [`aws:RequestTag/${clusterTag(config)}`]: "owned" } };
  const own = { StringEquals: { [`aws:ResourceTag/${clusterTag(config)}`]: "owned" } };
  return [...describing(), ...groups(config, made, own), ...balancers(config, made, own)];
}

type Condition = NonNullable<Statement["Condition"]>;
type Arn = (service: string, resource: string) => string;

const arnsOf =
  ({ region }: Pick<ClusterConfig, "region">): Arn =>
  (service, resource) =>
    `arn:${partitionOf(region).name}:${service}:${region}:*:${resource}`;

/** AWS limits none of these to resources. */
const describing = (): Statement[] => [
  {
    Sid: "Describe",
    Effect: "Allow",
    Action: [
      "ec2:DescribeInstances",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeTargetGroupAttributes",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
    ],
    Resource: "*",
  },
];

/** The security groups of load balancers. */
function groups(config: Pick<ClusterConfig, "region">, made: Condition, own: Condition): Statement[] {
  const arn = arnsOf(config);
  const group = arn("ec2", "security-group/*");
  return [
    // A new group needs two rights: one on the group, which must have the tag, and one on the VPC.
    { Sid: "CreateGroups", Effect: "Allow", Action: ["ec2:CreateSecurityGroup"], Resource: group, Condition: made },
    { Sid: "CreateGroupsInVpc", Effect: "Allow", Action: ["ec2:CreateSecurityGroup"], Resource: arn("ec2", "vpc/*") },
    {
      Sid: "TagNewGroups",
      Effect: "Allow",
      Action: ["ec2:CreateTags"],
      Resource: group,
      Condition: { StringEquals: { "ec2:CreateAction": "CreateSecurityGroup" } },
    },
    {
      Sid: "OwnGroups",
      Effect: "Allow",
      Action: ["ec2:AuthorizeSecurityGroupIngress", "ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupIngress"],
      Resource: group,
      Condition: own,
    },
  ];
}

/** The changes of load balancers, listeners and target groups. */
const changes = [
  "CreateListener",
  "DeleteListener",
  "DeleteLoadBalancer",
  "DeleteTargetGroup",
  "DeregisterTargets",
  "ModifyListener",
  "ModifyLoadBalancerAttributes",
  "ModifyTargetGroup",
  "ModifyTargetGroupAttributes",
  "RegisterTargets",
  "SetSecurityGroups",
];

/** Network load balancers, their listeners and target groups. */
function balancers(config: Pick<ClusterConfig, "region">, made: Condition, own: Condition): Statement[] {
  const arn = arnsOf(config);
  const balancer = arn("elasticloadbalancing", "loadbalancer/net/*");
  const listener = arn("elasticloadbalancing", "listener/net/*");
  const targets = arn("elasticloadbalancing", "targetgroup/*");
  const creates = ["CreateLoadBalancer", "CreateTargetGroup", "CreateListener"];
  return [
    {
      Sid: "CreateBalancers",
      Effect: "Allow",
      Action: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
      Resource: [balancer, targets],
      Condition: made,
    },
    {
      Sid: "TagNewBalancers",
      Effect: "Allow",
      Action: ["elasticloadbalancing:AddTags"],
      Resource: [balancer, targets, listener],
      Condition: { StringEquals: { "elasticloadbalancing:CreateAction": creates } },
    },
    {
      Sid: "OwnBalancers",
      Effect: "Allow",
      Action: changes.map((action) => `elasticloadbalancing:${action}`),
      Resource: [balancer, listener, targets],
      Condition: own,
    },
  ];
}
