import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { adminKubeconfig } from "../components/addons";
import type { GroupName } from "../components/exposure";
import { userDataOf } from "../components/user-data";
import { type ApplyTimeValues, apiServerPort, type Cluster, planCluster } from "../lib/cluster";
import type { ClusterConfig } from "../lib/config";
import type { ClusterNetwork } from "./cluster-network";
import { encryptionKeys } from "./encryption-keys";
import { type ExistingNetwork, existingNetwork } from "./existing-network";
import { LoadBalancer } from "./load-balancer";
import { ownNetwork } from "./network";
import { Node, type NodeAttributes, type NodeSurroundings, UbuntuImage } from "./nodes";
import { operatorCidrs } from "./operator-cidrs";
import { Pki } from "./pki";
import { noteTrust } from "./pki/trusted";
import { rememberBuilt } from "./provisioning/built";
import { rememberFounders } from "./provisioning/founders";
import { Provisioning } from "./provisioning";
import { escapeTexts } from "./provisioning/template";
import { SecurityGroups } from "./security-groups";
import { SshKey } from "./ssh-key";

/** What a cluster is made from. */
export interface KubernetesClusterProps {
  /** What `clusterConfig` returned. */
  readonly config: ClusterConfig;
  /** The network to stand in. Left out: the cluster makes a VPC of its own. */
  readonly network?: ExistingNetwork;
}

/**
 * A whole cluster: security groups, load balancer, instances, certificates, and the steps that set nodes up. It brings
 * neither providers nor a backend: they are the stack's, with the aws provider in the configuration's region.
 */
export class KubernetesCluster extends Construct {
  /** DNS name of the load balancer, which is that of the Kubernetes API; apply-time. */
  readonly loadBalancerDnsName: string;
  /** Id of the VPC that nodes stand in. */
  readonly vpcId: string;
  /** Subnets that the load balancer stands in: public ones, in the order of the configuration's subnets. */
  readonly loadBalancerSubnetIds: readonly string[];
  /** Id of the security group of the masters, the workers and the load balancer; apply-time. */
  readonly securityGroupIds: Readonly<Record<GroupName, string>>;
  /** The masters, in the order of their indices. */
  readonly masters: readonly NodeAttributes[];
  /** The workers, in the order of their indices. */
  readonly workers: readonly NodeAttributes[];
  /** A kubeconfig of the group groundup:cluster-admins, as YAML; apply-time, sensitive. */
  readonly adminKubeconfig: string;
  /** OpenSSH private key of the nodes, where the configuration leaves it to Terraform; apply-time, sensitive. */
  readonly sshPrivateKey?: string;
  /** For `dependsOn` of what needs a cluster that serves: the last steps on nodes, and the load balancer's targets. */
  readonly ready: readonly ITerraformDependable[];
  /** When each certificate ends, by its name: RFC 3339; apply-time. */
  readonly certificateExpiry: Readonly<Record<string, string>>;
  /** When each authority ends, by its common name: RFC 3339; apply-time. */
  readonly authorityExpiry: Readonly<Record<string, string>>;

  /**
   * @param holder what all its parts stand in. Default: the cluster. groundup's own stack is it itself, so that neither
   * addresses nor paths have a step more for the cluster.
   * @throws ConfigError when network and configuration do not fit, with all problems at once
   */
  constructor(scope: Construct, id: string, { config, network: given }: KubernetesClusterProps, holder?: Construct) {
    super(scope, id);
    const parts = holder ?? this;
    // Files on nodes are rendered from the cluster as it is, arguments of resources from one with its texts escaped.
    const rendered = planCluster(config);
    const cluster = planCluster(escapeTexts(config));
    const network = given ? existingNetwork(given, config) : ownNetwork(parts, cluster.config);
    const surroundings = surroundingsIn(parts, cluster, rendered, network);
    const { groups, sshKey } = surroundings;
    const masters = cluster.masters.map((plan) => new Node(parts, plan, surroundings));
    const workers = cluster.workers.map((plan) => new Node(parts, plan, surroundings));
    const instances = [...masters, ...workers].map((node) => node.instance);
    const balancer = new LoadBalancer(parts, "api", surroundings, network.positions ?? instances);
    const pki = new Pki(parts, "pki", cluster);
    if (config.upgradedFrom) keepWaysOfWorkers(workers, network, groups);
    const values = applyTimeValues(balancer, pki, encryptionKeys(parts, config, pki), {
      machines: new Map(masters.map((node) => [node.plan.name, node])),
      founders: rememberFounders(parts, masters),
    });
    const { ssh } = cluster.config;
    const steps = { cluster: rendered, ssh, values, masters, workers, generatedKey: sshKey.generated };
    const { last } = new Provisioning(parts, "steps", { ...steps, network: [...network.routes, ...groups.rules] });
    noteTrust(parts, pki.trustedIds(), last);
    rememberBuilt(parts, cluster.config, last);
    this.ready = [...last, ...balancer.serving];
    this.loadBalancerDnsName = balancer.dnsName;
    this.vpcId = network.vpcId;
    this.loadBalancerSubnetIds = network.loadBalancerSubnetIds;
    this.securityGroupIds = groups.ids;
    this.masters = masters.map((node) => node.attributes);
    this.workers = workers.map((node) => node.attributes);
    this.adminKubeconfig = adminKubeconfig(rendered, values).join("\n") + "\n";
    this.sshPrivateKey = sshKey.generated;
    this.certificateExpiry = pki.expiries();
    this.authorityExpiry = pki.authorityExpiries();
  }
}

function surroundingsIn(
  scope: Construct,
  cluster: Cluster,
  rendered: Cluster,
  network: ClusterNetwork,
): NodeSurroundings {
  const { config } = cluster;
  const groups = new SecurityGroups(scope, "security", cluster, network.vpcId, operatorCidrs(scope, config));
  const sshKey = new SshKey(scope, "ssh", config);
  return {
    ...{ cluster, network, groups, sshKey },
    image: new UbuntuImage(scope, "ubuntu", config),
    userData: {
      master: userDataOf(rendered, "master", sshKey.authorized),
      worker: userDataOf(rendered, "worker", sshKey.authorized),
    },
  };
}

/**
 * Workers of release 0.1 reach the API by the load balancer, under a public address: each its own, or those of the NAT
 * gateways. Terraform removes rules before it comes to the nodes, so they stay for the apply that changes the workers.
 */
function keepWaysOfWorkers(workers: readonly Node[], { natAddresses }: ClusterNetwork, groups: SecurityGroups): void {
  natAddresses.forEach((address, index) => groups.allowToLoadBalancer(`nat-${index}`, address, apiServerPort));
  if (natAddresses.length > 0) return;
  for (const { plan, instance } of workers) groups.allowToLoadBalancer(plan.name, instance.publicIp, apiServerPort);
}

function applyTimeValues(
  balancer: LoadBalancer,
  pki: Pki,
  keys: ReadonlyMap<string, string>,
  { machines, founders }: { machines: ReadonlyMap<string, Node>; founders: string },
): ApplyTimeValues {
  return {
    loadBalancerName: balancer.dnsName,
    certificate: (name) => pki.certificate(name),
    privateKey: (name) => pki.privateKey(name),
    authority: (name) => pki.authority(name),
    publicKeys: (name) => pki.publicKeys(name),
    encryptionKey: (name) => keys.get(name)!,
    instance: (node) => machines.get(node)!.instance.id,
    founders,
    etcdVolume: (node) => machines.get(node)!.etcdVolumeId!,
    base64: (value) => Fn.base64encode(value),
  };
}
