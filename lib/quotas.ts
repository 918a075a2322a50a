/** A quota of an AWS account, with the values of the Service Quotas console. */
export interface Quota {
  /** Quota code in Service Quotas. Requests for an increase name this code. */
  readonly code: string;
  /** Service code in Service Quotas: `aws service-quotas get-service-quota --service-code vpc --quota-code L-...`. */
  readonly service: "ec2" | "elasticloadbalancing" | "iam" | "vpc";
  /** AWS's name of the quota. */
  readonly name: string;
  /** The value of a new account. */
  readonly default: number;
  /** The highest value that AWS grants. Left out if AWS publishes no limit. @default no published limit */
  readonly most?: number;
  /** What AWS counts, as a sentence. */
  readonly counts: string;
  /** AWS's error code for a request that would exceed the quota. */
  readonly error: string;
}

/**
 * The quotas that a cluster can reach, with the defaults of a new account. Synthesis and the lab's AWS share this
 * table.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html for the error codes
 */
export const quotas = {
  vpcsPerRegion: {
    code: "L-F678F1CE",
    service: "vpc",
    name: "VPCs per Region",
    default: 5,
    counts: "VPCs of the account in the region; the account's default VPC is one of them.",
    error: "VpcLimitExceeded",
  },
  subnetsPerVpc: {
    code: "L-407747CB",
    service: "vpc",
    name: "Subnets per VPC",
    default: 200,
    counts: "Subnets of one VPC.",
    error: "SubnetLimitExceeded",
  },
  routeTablesPerVpc: {
    code: "L-589F43AA",
    service: "vpc",
    name: "Route tables per VPC",
    default: 200,
    counts: "Route tables of one VPC; its main route table is one of them.",
    error: "RouteTableLimitExceeded",
  },
  routesPerRouteTable: {
    code: "L-93826ACB",
    service: "vpc",
    name: "Routes per route table",
    default: 50,
    most: 1000,
    counts: "Routes of one route table, without routes that AWS propagates. Each worker needs one route.",
    error: "RouteLimitExceeded",
  },
  internetGatewaysPerRegion: {
    code: "L-A4707A72",
    service: "vpc",
    name: "Internet gateways per Region",
    default: 5,
    counts: "Internet gateways of the account in the region.",
    error: "InternetGatewayLimitExceeded",
  },
  natGatewaysPerZone: {
    code: "L-FE5A380F",
    service: "vpc",
    name: "NAT gateways per Availability Zone",
    default: 5,
    counts: "NAT gateways in one availability zone that are not deleted.",
    error: "NatGatewayLimitExceeded",
  },
  securityGroupsPerRegion: {
    code: "L-E79EC296",
    service: "vpc",
    name: "VPC security groups per Region",
    default: 2500,
    counts: "Security groups of the account in the region.",
    error: "SecurityGroupLimitExceeded",
  },
  rulesPerSecurityGroup: {
    code: "L-0EA8095F",
    service: "vpc",
    name: "Inbound or outbound rules per security group",
    default: 60,
    counts:
      "Rules of one direction, by address family. Every address range and every group is a rule; a prefix list counts as its maximum number of entries.",
    error: "RulesPerSecurityGroupLimitExceeded",
  },
  securityGroupsPerInterface: {
    code: "L-2AFB9258",
    service: "vpc",
    name: "Security groups per network interface",
    default: 5,
    most: 16,
    counts: "Security groups of one network interface. This number times the rules per group is at most 1000.",
    error: "SecurityGroupsPerInterfaceLimitExceeded",
  },
  networkInterfacesPerRegion: {
    code: "L-DF5E4CA3",
    service: "vpc",
    name: "Network interfaces per Region",
    default: 5000,
    counts: "Network interfaces of the account in the region.",
    error: "NetworkInterfaceLimitExceeded",
  },
  elasticAddresses: {
    code: "L-0263D0A3",
    service: "ec2",
    name: "EC2-VPC Elastic IPs",
    default: 5,
    counts: "Elastic IP addresses of the account in the region; each NAT gateway has one.",
    error: "AddressLimitExceeded",
  },
  standardVcpus: {
    code: "L-1216C47A",
    service: "ec2",
    name: "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
    default: 5,
    counts: "Virtual processors of running instances of these families; a t3.small has two.",
    error: "VcpuLimitExceeded",
  },
  loadBalancers: {
    code: "L-69A177A2",
    service: "elasticloadbalancing",
    name: "Network Load Balancers per Region",
    default: 50,
    counts: "Network load balancers of the account in the region.",
    error: "TooManyLoadBalancers",
  },
  listenersPerLoadBalancer: {
    code: "L-57A373D6",
    service: "elasticloadbalancing",
    name: "Listeners per Network Load Balancer",
    default: 50,
    most: 50,
    counts: "Listeners of one network load balancer.",
    error: "TooManyListeners",
  },
  targetGroups: {
    code: "L-B22855CB",
    service: "elasticloadbalancing",
    name: "Target Groups per Region",
    default: 3000,
    counts: "Target groups of the account in the region.",
    error: "TooManyTargetGroups",
  },
  targetsPerTargetGroup: {
    code: "L-A0D0B863",
    service: "elasticloadbalancing",
    name: "Targets per Target Group per Region",
    default: 1000,
    counts: "Targets of one target group.",
    error: "TooManyTargets",
  },
  instanceProfiles: {
    code: "L-6E65F664",
    service: "iam",
    name: "Instance profiles per account",
    default: 1000,
    counts: "Instance profiles of the account.",
    error: "LimitExceeded",
  },
} as const satisfies Readonly<Record<string, Quota>>;

/**
 * The highest product of rules per security group and security groups per network interface. AWS raises one of these
 * two quotas only within this limit.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
export const mostRulesPerInterface = 1000;

/** groundup's name of a quota. */
export type QuotaName = keyof typeof quotas;
