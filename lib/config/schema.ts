import * as z from "zod";
import { defaultKubernetesVersion, kubernetesVersions } from "../versions";
import { accessSections } from "./schema-access";
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
import { softwareSections } from "./schema-software";

/** Every kind of processor there are artifacts for. */
const architectures = ["amd64", "arm64"] as const;

const subnet = z.strictObject({
  cidr: privateRange({
    largest: 16,
    smallest: 28,
    because: "AWS allows /16 to /28",
    example: "172.31.0.0/24",
  }).describe("The subnet's range, inside vpcCidr. Masters take its addresses from .10 on, workers from .20 on."),
  zone: zone
    .optional()
    .describe("The availability zone, such as us-east-2a. Needed with two subnets. Left out: AWS chooses."),
});

const publicSubnet = z.strictObject({
  cidr: privateRange({
    largest: 16,
    smallest: 28,
    because: "AWS allows /16 to /28",
    example: "172.31.255.224/27",
  }).describe("Its range, inside vpcCidr. A NAT gateway and a node of the load balancer take addresses of it."),
});

const network = z.strictObject({
  vpcCidr: privateRange({ largest: 16, smallest: 28, because: "AWS allows /16 to /28", example: "172.31.0.0/16" })
    .default("172.31.0.0/16")
    .describe("The VPC's range: private, /16 to /28."),
  subnets: z
    .array(subnet)
    .check(refusing(needsOne))
    .optional()
    .describe(
      "The subnets, which take nodes in turn. Left out: one, the first /24 of vpcCidr. Each in a zone of its own.",
    ),
  privateNodes: z
    .boolean()
    .default(false)
    .describe(
      "Whether nodes have no public addresses: they leave by NAT gateways, and SSH needs a bastion. Fixed once built.",
    ),
  publicSubnets: z
    .array(publicSubnet)
    .optional()
    .describe(
      "With privateNodes, the subnets of NAT gateways and load balancer: one for each of subnets, in its zone. Left out: the last /27s of vpcCidr.",
    ),
  flowLogs: z
    .strictObject({ s3: bucketArn.describe("ARN of the bucket, which must exist, and perhaps a folder in it.") })
    .optional()
    .describe("Where the VPC's flow logs go: all traffic, accepted and rejected. Left out: there are none."),
  podCidr: privateRange({
    largest: 8,
    smallest: 24,
    because: "each worker gets a /24, and kube-controller-manager counts at most 65536 of them",
    example: "172.20.0.0/16",
  })
    .default("172.20.0.0/16")
    .describe("Where pod addresses come from: a /24 for each worker."),
  serviceCidr: privateRange({
    largest: 12,
    smallest: 28,
    because: "kube-apiserver allows no more than a /12, and the DNS address is the 10th",
    example: "10.32.0.0/24",
  })
    .default("10.32.0.0/24")
    .describe("Where the addresses of Services come from; the first one is the API server's own."),
  dnsAddress: address
    .optional()
    .describe("The cluster DNS's address inside serviceCidr. Left out: the 10th address of serviceCidr."),
  clusterDomain: matching("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$", {
    wanted: "a DNS name in lower case, such as cluster.local",
    remedy: "use letters, digits and hyphens with dots between, and none at either end",
  })
    .default("cluster.local")
    .describe("The DNS domain of Services and pods."),
  maxRoutes: whole(1, 1000, "AWS raises its quota to 1000 at most")
    .default(50)
    .describe("How many routes your account's quota allows a route table: 50, in newer accounts 500, on request 1000."),
});

const loadBalancer = z.strictObject({
  drainSeconds: whole(0, 900, "the load balancer has noticed by then")
    .default(130)
    .describe(
      "How long an API server that is to stop still serves, in seconds: as long as AWS's load balancers may send it new connections.",
    ),
  settleSeconds: whole(0, 900, "the load balancer has noticed by then")
    .default(60)
    .describe(
      "How long an update waits after an API server serves again before it goes to the next master, in seconds: until the load balancer uses it again.",
    ),
});

const masters = z.strictObject({
  count: z
    .number()
    .check(refusing(memberCount))
    .meta({ type: "integer", enum: [1, 3, 5, 7, 9] })
    .default(3)
    .describe("How many masters, each of them an etcd member: an odd number from 1 to 9."),
  ...machine("masters"),
  etcdVolumeGiB: etcdVolumeGiB
    .optional()
    .describe(
      "Size in GiB of an encrypted gp3 volume of each master for etcd's data, which outlives the instance. Left out: the root volume has it.",
    ),
  terminationProtection: z
    .boolean()
    .optional()
    .describe(
      "Whether EC2 refuses to terminate the masters; Terraform may turn it off by itself. Left out: as it is in AWS, at first off.",
    ),
  preventDestroy: z
    .boolean()
    .optional()
    .describe("Whether Terraform refuses every plan that would destroy or replace a master. Left out: it does not."),
});

const workers = z.strictObject({
  count: whole(1, 1000, "a cluster needs a worker to run pods, and no route table leads to more than 1000")
    .default(3)
    .describe("How many workers, at least 1."),
  ...machine("workers"),
  maxUnavailable: whole(1, 1000, "an update takes at least one worker at a time")
    .default(1)
    .describe("How many workers an update may have out of service at once."),
});

/** The cluster file: what may stand in it, and what a key that is left out means. */
export const clusterFile = z
  .strictObject({
    name: clusterName
      .default("k8s-cluster-from-ground-up")
      .describe("The cluster's name, at most 32 characters: it names the load balancer and begins every Name tag."),
    region: region.default("us-east-2").describe("The AWS region."),
    kubernetes: z
      .strictObject({
        version: z.enum(kubernetesVersions).default(defaultKubernetesVersion).describe("The Kubernetes version."),
      })
      .prefault({})
      .describe("What runs on the nodes; the versions of all else follow from that of Kubernetes."),
    architecture: z
      .enum(architectures)
      .default("amd64")
      .describe("The processors of all nodes: amd64 (Intel and AMD) or arm64 (Graviton)."),
    network: network.prefault({}).describe("Ranges and addresses. They must not overlap, and are fixed once built."),
    masters: masters.prefault({}).describe("The machines of the control plane and of etcd."),
    workers: workers.prefault({}).describe("The machines that run pods."),
    ...accessSections,
    loadBalancer: loadBalancer.prefault({}).describe("The network load balancer before the API servers."),
    authentication: authentication
      .prefault({})
      .describe("Who may come besides the certificates and service accounts of the cluster's own."),
    encryption: encryption.prefault({}).describe("Encryption of Secrets and ConfigMaps in etcd."),
    ...softwareSections,
    upgradedFrom: z
      .enum(["0.1"])
      .optional()
      .describe(
        "The release that made this cluster, for the first apply with this one alone: what its workers still need stays until then. Left out: nothing of an earlier release.",
      ),
    tags: tags.default({}).describe("Tags for everything that AWS tags, at most 49; the 50th is the Name."),
  })
  .meta({ title: "groundup cluster file" });

/** What a cluster file says, with the defaults that do not depend on other keys. */
export type ClusterFile = z.output<typeof clusterFile>;

/** What may stand in a cluster file, every key of which may be left out. */
export type ClusterFileContent = z.input<typeof clusterFile>;

function machine(role: string) {
  return {
    instanceType: instanceType
      .optional()
      .describe(`The EC2 instance type of the ${role}. Left out: t3.small, with arm64 t4g.small.`),
    instanceProfile: instanceProfile
      .optional()
      .describe(`Name of an IAM instance profile that exists: its role's rights are the ${role}'. Left out: none.`),
    rootVolumeGiB: rootVolumeGiB.default(20).describe("Size of the encrypted gp3 root volume in GiB."),
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

/** Nine, because the masters of a subnet have the addresses .10 to .19, and etcd's own advice ends at seven. */
function memberCount(count: number): Fault | undefined {
  if (Number.isInteger(count) && count >= 1 && count <= 9 && count % 2 === 1) return undefined;
  const wanted = "an odd number of etcd members from 1 to 9";
  const even = Number.isInteger(count) && count >= 2 && count <= 8;
  const remedy = even
    ? `use ${count + 1}: ${count} members tolerate no more failures than ${count - 1}`
    : "use 3, which tolerates the loss of one, or 5, which tolerates the loss of two";
  return { wanted, remedy };
}
