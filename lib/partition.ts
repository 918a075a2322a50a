/** An AWS partition. Each has its own accounts, ARNs and host names. */
export interface Partition {
  /** The name in ARNs: `arn:<name>:s3:::bucket`. */
  readonly name: "aws" | "aws-cn" | "aws-us-gov";
  /** Matches the codes of its regions, as botocore's partitions.json does. */
  readonly regions: RegExp;
  /** The domain of its services' host names. */
  readonly domain: string;
  /**
   * The names of EC2 as the service that receives a role (`iam:PassedToService`). China uses both
   * (https://github.com/kubernetes/kops/issues/27, https://karpenter.sh/docs/reference/cloudformation/).
   */
  readonly ec2Service: string | readonly string[];
  /**
   * The account with which Canonical publishes Ubuntu images in this partition
   * (https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/).
   */
  readonly ubuntuOwner: string;
}

/** The partitions that groundup knows. We know of no Ubuntu image in the others, such as the isolated partitions. */
const partitions: readonly Partition[] = [
  {
    name: "aws",
    regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-[0-9]+$/,
    domain: "amazonaws.com",
    ec2Service: "ec2.amazonaws.com",
    ubuntuOwner: "099720109477",
  },
  {
    name: "aws-cn",
    regions: /^cn-[a-z]+-[0-9]+$/,
    domain: "amazonaws.com.cn",
    ec2Service: ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"],
    ubuntuOwner: "837727238323",
  },
  {
    name: "aws-us-gov",
    regions: /^us-gov-[a-z]+-[0-9]+$/,
    domain: "amazonaws.com",
    ec2Service: "ec2.amazonaws.com",
    ubuntuOwner: "513442679011",
  },
];

/** The partition of a region; undefined if groundup does not know it. */
export function findPartition(region: string): Partition | undefined {
  return partitions.find(({ regions }) => regions.test(region));
}

/**
 * The partition of a region that the cluster file's schema has accepted.
 * @throws Error when groundup does not know it
 */
export function partitionOf(region: string): Partition {
  const partition = findPartition(region);
  if (!partition) throw new Error(`no known partition has the region ${region}`);
  return partition;
}

/** The names of the partitions that groundup knows, for messages. */
export const partitionNames: readonly string[] = partitions.map(({ name }) => name);

/**
 * A wildcard DNS name that matches all network load balancers of a region. The wildcard replaces the first label.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
 */
export function loadBalancerNames(region: string): string {
  return `*.elb.${region}.${partitionOf(region).domain}`;
}

/** The URL of S3 in a region. */
export function s3Endpoint(region: string): string {
  return `https://s3.${region}.${partitionOf(region).domain}`;
}
