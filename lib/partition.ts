/** A part of AWS with accounts, ARNs and names of its own. */
export interface Partition {
  /** As in ARNs: `arn:<name>:s3:::bucket`. */
  readonly name: "aws" | "aws-cn" | "aws-us-gov";
  /** What the codes of its regions look like, as botocore's partitions.json has it. */
  readonly regions: RegExp;
  /** The domain that the names of its services end in. */
  readonly domain: string;
  /**
   * The names that EC2 may have there as a service that a role is handed to (`iam:PassedToService`). In China both are in
   * use (https://github.com/kubernetes/kops/issues/27, https://karpenter.sh/docs/reference/cloudformation/).
   */
  readonly ec2Service: string | readonly string[];
  /**
   * The account of Canonical that publishes Ubuntu's images there
   * (https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/).
   */
  readonly ubuntuOwner: string;
}

/** The partitions that groundup knows. Others, such as the isolated ones, have no image of Ubuntu that we know of. */
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

/** The partition of a region; undefined where groundup does not know it. */
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
 * The names of all network load balancers of a region: a wildcard stands for their first label.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
 */
export function loadBalancerNames(region: string): string {
  return `*.elb.${region}.${partitionOf(region).domain}`;
}

/** S3's own address in a region. */
export function s3Endpoint(region: string): string {
  return `https://s3.${region}.${partitionOf(region).domain}`;
}
