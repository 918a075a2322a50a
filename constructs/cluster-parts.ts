import { Fn, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { adminKubeconfig } from "../components/derived/addons";
import { userDataOf } from "../components/derived/user-data";
import { type ApplyTimeValues, type Cluster, planCluster } from "../lib/cluster";
import type { ClusterConfig } from "../lib/config";
import { type GroupName, ids } from "../lib/contract/ids";
import type { ClusterNetwork } from "./cluster-network";
import { encryptionKeys } from "./encryption-keys";
import { type ExistingNetwork, existingNetwork } from "./existing-network";
import { Identity } from "./identity";
import { LoadBalancer } from "./load-balancer";
import { ownNetwork } from "./network";
import { Node, type NodeAttributes, type NodeSurroundings, UbuntuImage } from "./nodes";
import { operatorCidrs } from "./operator-cidrs";
import { Pki } from "./pki";
import { noteTrust } from "./pki/trusted";
import { rememberBuilt } from "./provisioning/built";
import { rememberFounders } from "./provisioning/founders";
import { addSteps } from "./provisioning";
import { escapeTexts } from "./provisioning/template";
import { SecurityGroups } from "./security-groups";
import { SshKey } from "./ssh-key";

/** The inputs of a cluster. */
export interface KubernetesClusterProps {
  /** The configuration that `clusterConfig` returned. */
  readonly config: ClusterConfig;
  /**
   * The network of the cluster.
   * @default the cluster makes a VPC of its own
   */
  readonly network?: ExistingNetwork;
}

/** The attributes of a cluster that other constructs can use. */
export interface ClusterAttributes {
  /** DNS name of the load balancer and of the Kubernetes API; apply-time. */
  readonly loadBalancerDnsName: string;
  /** Id of the nodes' VPC. */
  readonly vpcId: string;
  /** The public subnets of the load balancer, in the order of the configuration's subnets. */
  readonly loadBalancerSubnetIds: readonly string[];
  /** Id of the security group of the masters, the workers and the load balancer; apply-time. */
  readonly securityGroupIds: Readonly<Record<GroupName, string>>;
  /** The masters, in the order of their indices. */
  readonly masters: readonly NodeAttributes[];
  /** The workers, in the order of their indices. */
  readonly workers: readonly NodeAttributes[];
  /**
   * ARNs of the IAM roles that pods take, by their names in the configuration; apply-time. Empty without
   * `aws.identity`.
   */
  readonly podRoleArns: Readonly<Record<string, string>>;
  /** A kubeconfig of the group groundup:cluster-admins, as YAML; apply-time, sensitive. */
  readonly adminKubeconfig: string;
  /**
   * OpenSSH private key of the nodes; apply-time, sensitive.
   * @default undefined: the configuration names a key
   */
  readonly sshPrivateKey?: string;
  /**
   * The last steps on nodes, and the load balancer's targets. Use it as `dependsOn` of resources that need a working
   * cluster.
   */
  readonly ready: readonly ITerraformDependable[];
  /** The expiry of each certificate, by the certificate's name: RFC 3339; apply-time. */
  readonly certificateExpiry: Readonly<Record<string, string>>;
  /** The expiry of each CA, by its common name: RFC 3339; apply-time. */
  readonly authorityExpiry: Readonly<Record<string, string>>;
}

/**
 * Adds all parts of a cluster.
 * @param scope the parent: a construct, or groundup's own stack, where resource addresses contain no name of a cluster
 * @throws ConfigError when network and configuration do not fit, with all problems at once
 */
export function addCluster(scope: Construct, { config, network: given }: KubernetesClusterProps): ClusterAttributes {
  // Files on nodes are rendered from the unescaped cluster. Arguments of resources come from a copy with escaped texts.
  const rendered = planCluster(config);
  const cluster = planCluster(escapeTexts(config));
  const network = given ? existingNetwork(given, config) : ownNetwork(scope, cluster.config);
  const surroundings = surroundingsIn(scope, cluster, rendered, network);
  const { groups, sshKey, identity } = surroundings;
  const [masters, workers] = [cluster.masters, cluster.workers].map((plans) =>
    plans.map((plan) => new Node(scope, ids.node({ node: plan.name }), { ...surroundings, plan })),
  ) as [Node[], Node[]];
  const instances = [...masters, ...workers].map((node) => node.instance);
  const balancer = new LoadBalancer(scope, ids.api, { ...surroundings, after: network.positions ?? instances });
  const pki = new Pki(scope, ids.pki, cluster);
  if (config.upgradedFrom) keepWaysOfWorkers(workers, network, groups);
  const values = applyTimeValues(balancer, pki, encryptionKeys(scope, config, pki), {
    identity,
    network,
    machines: new Map([...masters, ...workers].map((node) => [node.plan.name, node])),
    founders: rememberFounders(scope, masters),
  });
  const { ssh } = cluster.config;
  const steps = { cluster: rendered, ssh, values, masters, workers, generatedKey: sshKey.generated, identity };
  const last = addSteps(scope, { ...steps, network: [...network.routes, ...groups.rules] });
  noteTrust(scope, pki.trustedIds(), last);
  rememberBuilt(scope, cluster.config, last);
  return {
    ready: [...last, ...balancer.serving],
    loadBalancerDnsName: balancer.dnsName,
    vpcId: network.vpcId,
    loadBalancerSubnetIds: network.loadBalancerSubnetIds,
    securityGroupIds: groups.ids,
    masters: masters.map((node) => node.attributes),
    workers: workers.map((node) => node.attributes),
    podRoleArns: identity?.roleArns ?? {},
    adminKubeconfig: adminKubeconfig(rendered, values).join("\n") + "\n",
    sshPrivateKey: sshKey.generated,
    certificateExpiry: pki.expiries(),
    authorityExpiry: pki.authorityExpiries(),
  };
}

function surroundingsIn(
  scope: Construct,
  cluster: Cluster,
  rendered: Cluster,
  network: ClusterNetwork,
): NodeSurroundings {
  const { config } = cluster;
  const operators = operatorCidrs(scope, config);
  const groups = new SecurityGroups(scope, ids.security, { cluster, vpcId: network.vpcId, operators });
  const sshKey = new SshKey(scope, ids.ssh, config);
  return {
    ...{ cluster, network, groups, sshKey },
    identity: config.aws.identity && new Identity(scope, ids.identity, rendered),
    image: new UbuntuImage(scope, ids.image, config),
    userData: {
      master: userDataOf(rendered, "master", sshKey.authorized),
      worker: userDataOf(rendered, "worker", sshKey.authorized),
    },
  };
}

/**
 * Keeps the rules with which workers of release 0.1 reach the API through the load balancer. These workers use a public
 * address, their own or that of a NAT gateway. Terraform removes rules before it updates nodes, so the rules stay for
 * the apply that updates the workers.
 */
function keepWaysOfWorkers(workers: readonly Node[], { natAddresses }: ClusterNetwork, groups: SecurityGroups): void {
  natAddresses.forEach((address, index) => groups.allowToLoadBalancer(`nat-${index}`, address));
  if (natAddresses.length > 0) return;
  for (const { plan, instance } of workers) groups.allowToLoadBalancer(plan.name, instance.publicIp);
}

/** What apply-time values come from, in addition to the load balancer and the PKI. */
interface Sources {
  readonly identity?: Identity;
  readonly network: ClusterNetwork;
  readonly machines: ReadonlyMap<string, Node>;
  readonly founders: string;
}

function applyTimeValues(
  balancer: LoadBalancer,
  pki: Pki,
  keys: ReadonlyMap<string, string>,
  { identity, machines, network, founders }: Sources,
): ApplyTimeValues {
  return {
    loadBalancerName: balancer.dnsName,
    certificate: (name) => pki.certificate(name),
    privateKey: (name) => pki.privateKey(name),
    authority: (name) => pki.authority(name),
    publicKeys: (name) => pki.publicKeys(name),
    encryptionKey: (name) => keys.get(name)!,
    instance: (node) => machines.get(node)!.instance.id,
    providerId: (node) => providerIdOf(machines.get(node)!),
    network: {
      vpc: network.vpcId,
      subnets: network.subnetIds,
      loadBalancerSubnets: network.loadBalancerSubnetIds,
    },
    founders,
    etcdVolume: (node) => machines.get(node)!.etcdVolumeId!,
    podRole: (name) => identity!.roleArn(name),
    base64: (value) => Fn.base64encode(value),
  };
}

/** The provider ID of a node's instance, in the form that Kubernetes' controllers for AWS read. */
const providerIdOf = ({ instance }: Node) => `aws:///${instance.availabilityZone}/${instance.id}`;
