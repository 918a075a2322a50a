import * as z from "zod";
import { defaultKubernetesVersion, kubernetesVersions } from "../versions";
import { accessSections } from "./schema-access";
import { aws } from "./schema-aws";
import { authentication } from "./schema-authentication";
import { encryption } from "./schema-encryption";
import {
  bucketArn,
  clusterName,
  etcdVolumeGiB,
  instanceProfile,
  instanceType,
  region,
  rootVolumeGiB,
  tags,
  zone,
} from "./aws-fields";
import { matching, refusing, whole, type Fault } from "./fields";
import { address, privateRange } from "./range-fields";
import { quotaSection } from "./schema-quotas";
import { softwareSections } from "./schema-software";

/** The processor architectures for which groundup has artifacts. */
const architectures = ["amd64", "arm64"] as const;

const subnet = z.strictObject({
  cidr: privateRange({
    largest: 16,
    smallest: 28,
    because: "AWS allows /16 to /28",
    example: "172.31.0.0/24",
  }).describe("The range of the subnet, inside vpcCidr. Masters get addresses from .10 on, workers from .20 on."),
  zone: zone
    .optional()
    .describe("The availability zone, such as us-east-2a. Required with two or more subnets. Default: AWS chooses."),
});

const publicSubnet = z.strictObject({
  cidr: privateRange({
    largest: 16,
    smallest: 28,
    because: "AWS allows /16 to /28",
    example: "172.31.255.224/27",
  }).describe("The range of the subnet, inside vpcCidr. A NAT gateway and the load balancer use addresses in it."),
});

const network = z.strictObject({
  vpcCidr: privateRange({ largest: 16, smallest: 28, because: "AWS allows /16 to /28", example: "172.31.0.0/16" })
    .default("172.31.0.0/16")
    .describe("The IPv4 range of the VPC: private, /16 to /28."),
  subnets: z
    .array(subnet)
    .check(refusing(needsOne))
    .optional()
    .describe(
      "The subnets, each in a different zone. Nodes are distributed over them in turn. Default: one subnet, the first /24 of vpcCidr.",
    ),
  privateNodes: z
    .boolean()
    .default(false)
    .describe(
      "Whether nodes have no public addresses. They then reach the internet through NAT gateways, and SSH needs a bastion. Cannot change after the cluster is built.",
    ),
  publicSubnets: z
    .array(publicSubnet)
    .optional()
    .describe(
      "With privateNodes, the subnets for the NAT gateways and the load balancer: one for each entry of subnets, in the same zone. Default: the last /27s of vpcCidr.",
    ),
  flowLogs: z
    .strictObject({ s3: bucketArn.describe("ARN of an existing bucket, optionally with a folder in it.") })
    .optional()
    .describe("The destination of VPC flow logs, for all traffic, accepted and rejected. Default: no flow logs."),
  podCidr: privateRange({
    largest: 8,
    smallest: 24,
    because: "each worker gets a /24, and kube-controller-manager counts at most 65536 of them",
    example: "172.20.0.0/16",
  })
    .default("172.20.0.0/16")
    .describe("The range of pod addresses. Each worker gets a /24 of it."),
  serviceCidr: privateRange({
    largest: 12,
    smallest: 28,
    because: "kube-apiserver allows no more than a /12, and the DNS address is the 10th",
    example: "10.32.0.0/24",
  })
    .default("10.32.0.0/24")
    .describe("The range of cluster IPs of Services. The first address belongs to the kubernetes Service."),
  dnsAddress: address
    .optional()
    .describe("The cluster IP of the cluster's DNS, inside serviceCidr. Default: the 10th address of serviceCidr."),
  clusterDomain: matching("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$", {
    wanted: "a DNS name in lower case, such as cluster.local",
    remedy: "use letters, digits and hyphens with dots between, and none at either end",
  })
    .default("cluster.local")
    .describe("The DNS domain of Services and pods."),
  maxRoutes: whole(1, 1000, "AWS raises its quota to 1000 at most")
    .default(50)
    .describe(
      "Your AWS account's quota of routes per route table. Older accounts have 50, newer accounts 500, and AWS raises the quota to 1000 at most. Each worker needs one route.",
    ),
});

const loadBalancer = z.strictObject({
  drainSeconds: whole(0, 900, "the load balancer notices a change within this time")
    .default(130)
    .describe(
      "How long an API server still serves after it was told to stop, in seconds. AWS's load balancers may send new connections during this time.",
    ),
  settleSeconds: whole(0, 900, "the load balancer notices a change within this time")
    .default(60)
    .describe(
      "How long an update waits before the next master, in seconds, so that the load balancer uses the updated API server again.",
    ),
});

const masters = z.strictObject({
  count: z
    .number()
    .check(refusing(memberCount))
    .meta({ type: "integer", enum: [1, 3, 5, 7, 9] })
    .default(3)
    .describe("The number of masters: an odd number from 1 to 9. Each master is an etcd member."),
  ...machine("masters"),
  etcdVolumeGiB: etcdVolumeGiB
    .optional()
    .describe(
      "The size in GiB of a separate encrypted gp3 volume for etcd's data on each master. The volume stays when Terraform replaces the instance. Default: the data is on the root volume.",
    ),
  terminationProtection: z
    .boolean()
    .optional()
    .describe(
      "Whether EC2 refuses to terminate the masters. Terraform may turn this off before it destroys a master. Default: no change of the setting in AWS, which is off for new instances.",
    ),
  preventDestroy: z
    .boolean()
    .optional()
    .describe("Whether Terraform refuses every plan that would destroy or replace a master. Default: false."),
});

const workers = z.strictObject({
  count: whole(1, 1000, "a cluster needs a worker to run pods, and a route table has at most 1000 routes")
    .default(3)
    .describe("The number of workers, at least 1."),
  ...machine("workers"),
  maxUnavailable: whole(1, 1000, "an update takes at least one worker at a time")
    .default(1)
    .describe("How many workers may be out of service at the same time during an update."),
});

/** The schema of the cluster file: all keys, their values, and the defaults that do not depend on other keys. */
export const clusterFile = z
  .strictObject({
    name: clusterName
      .default("k8s-cluster-from-ground-up")
      .describe(
        "The name of the cluster, at most 32 characters. It is also the name of the load balancer and the prefix of every Name tag.",
      ),
    region: region.default("us-east-2").describe("The AWS region."),
    kubernetes: z
      .strictObject({
        version: z.enum(kubernetesVersions).default(defaultKubernetesVersion).describe("The Kubernetes version."),
      })
      .prefault({})
      .describe("The Kubernetes version. The versions of all other programs follow from it."),
    architecture: z
      .enum(architectures)
      .default("amd64")
      .describe("The processor architecture of all nodes: amd64 (Intel and AMD) or arm64 (Graviton)."),
    network: network
      .prefault({})
      .describe(
        "IPv4 ranges and addresses. The ranges of the VPC, of pods and of Services must not overlap. Most keys of this section cannot change after the cluster is built.",
      ),
    masters: masters.prefault({}).describe("The machines that run the control plane and etcd."),
    workers: workers.prefault({}).describe("The machines that run pods."),
    ...accessSections,
    loadBalancer: loadBalancer.prefault({}).describe("The network load balancer of the API servers."),
    authentication: authentication
      .prefault({})
      .describe(
        "More ways to authenticate to the API server, in addition to the cluster's own certificates and service accounts.",
      ),
    encryption: encryption.prefault({}).describe("Encryption of Secrets and ConfigMaps in etcd."),
    ...softwareSections,
    aws: aws.prefault({}).describe("What the cluster and its pods may do in the AWS account. Default: nothing."),
    quotas: quotaSection
      .prefault({})
      .describe("Quotas of your AWS account, if they differ from those of a new account."),
    upgradedFrom: z
      .enum(["0.1"])
      .optional()
      .describe(
        "The groundup release that built this cluster. Set this key for the first apply with a newer groundup, and remove the key afterwards. With this key, Terraform keeps the security group rules that workers of the old release need. Default: none.",
      ),
    tags: tags.default({}).describe("Tags for all AWS resources that can have tags, at most 49. The 50th tag is Name."),
  })
  .meta({ title: "groundup cluster file" });

/** The content of a cluster file, with the defaults that do not depend on other keys. */
export type ClusterFile = z.output<typeof clusterFile>;

/** The content of a cluster file as a user writes it. Every key is optional. */
export type ClusterFileContent = z.input<typeof clusterFile>;

function machine(role: string) {
  return {
    instanceType: instanceType
      .optional()
      .describe(`The EC2 instance type of the ${role}. Default: t3.small; with arm64: t4g.small.`),
    instanceProfile: instanceProfile
      .optional()
      .describe(
        `The name of an existing IAM instance profile. The ${role} get the permissions of its role. Default: none.`,
      ),
    rootVolumeGiB: rootVolumeGiB.default(20).describe("The size of the encrypted gp3 root volume in GiB."),
  };
}

function needsOne(list: readonly unknown[]): Fault | undefined {
  if (list.length > 0) return undefined;
  return {
    found: "an empty list",
    wanted: "at least one subnet",
    remedy: "add one, or remove the key for the default",
  };
}

/**
 * Checks the number of masters. The limit is nine: the masters of a subnet have the addresses .10 to .19, and etcd
 * recommends at most seven members.
 */
function memberCount(count: number): Fault | undefined {
  if (Number.isInteger(count) && count >= 1 && count <= 9 && count % 2 === 1) return undefined;
  const wanted = "an odd number of etcd members from 1 to 9";
  const even = Number.isInteger(count) && count >= 2 && count <= 8;
  const remedy = even
    ? `use ${count + 1}: ${count} members tolerate no more failures than ${count - 1}`
    : "use 3, which tolerates the loss of one, or 5, which tolerates the loss of two";
  return { wanted, remedy };
}
