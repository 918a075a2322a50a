import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { Fn, TerraformStack, type TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import { userDataOf } from "../components/user-data";
import type { ApplyTimeValues } from "../lib/cluster";
import { apiServerPort, planCluster } from "../lib/cluster";
import type { ClusterConfig } from "../lib/config";
import { addBackend } from "./backend";
import { encryptionKeys } from "./encryption-keys";
import { LoadBalancer } from "./load-balancer";
import { Network } from "./network";
import { Node, UbuntuImage } from "./nodes";
import { operatorCidrs } from "./operator-cidrs";
import { addOutputs } from "./outputs";
import { Pki } from "./pki";
import { noteTrust } from "./pki/trusted";
import { Provisioning } from "./provisioning";
import { SecurityGroups } from "./security-groups";
import { SshKey } from "./ssh-key";

/** The oldest Terraform that knows all that the JSON says; S3's own lock file came with 1.10. */
const terraformVersion = ({ backend }: ClusterConfig) => (backend.s3?.useLockfile ? ">= 1.10.0" : ">= 1.5.0");
/** The oldest providers that know all of it, and the first that may not. */
const providerVersions = { aws: ">= 5.100.0, < 7.0.0", tls: ">= 4.0.0, < 5.0.0", null: ">= 3.2.0, < 4.0.0" };

/** A whole cluster: one stack, one state. */
export class ClusterStack extends TerraformStack {
  private readonly logicalIds = new Map<string, string>();

  constructor(scope: Construct, config: ClusterConfig) {
    super(scope, config.name);
    const cluster = planCluster(config);
    addBackend(this, config);
    this.addProviders(config);
    const network = new Network(this, "network", config);
    const groups = new SecurityGroups(this, "security", cluster, network.vpc.id, operatorCidrs(this, config));
    const sshKey = new SshKey(this, "ssh", config);
    const image = new UbuntuImage(this, "ubuntu", config.architecture);
    const userData = {
      master: userDataOf(cluster, "master", sshKey.authorized),
      worker: userDataOf(cluster, "worker", sshKey.authorized),
    };
    const surroundings = { cluster, network, groups, image, sshKey, userData };
    const masters = cluster.masters.map((plan) => new Node(this, plan, surroundings));
    const workers = cluster.workers.map((plan) => new Node(this, plan, surroundings));
    const instances = [...masters, ...workers].map((node) => node.instance);
    const balancer = new LoadBalancer(this, "api", surroundings, instances);
    const pki = new Pki(this, "pki", cluster, balancer.dnsName);
    allowToLoadBalancer(workers, network, groups);
    const values = applyTimeValues(balancer, pki, encryptionKeys(this, config, pki));
    const { updates } = new Provisioning(this, "steps", {
      cluster,
      values,
      masters,
      workers,
      generatedKey: sshKey.generated,
      network: [...network.routes, ...groups.rules],
    });
    noteTrust(this, pki.trustedIds(), updates);
    addOutputs(this, { cluster, values, network, masters, workers, pki, sshKey });
  }

  /** Resolves everything once more for references across stacks, in cdktf: there is one stack, and no such reference. */
  override prepareStack(): void {}

  private addProviders(config: ClusterConfig): void {
    new AwsProvider(this, "aws", {
      region: config.region,
      defaultTags: Object.keys(config.tags).length ? [{ tags: config.tags }] : undefined,
    });
    new TlsProvider(this, "tls");
    new NullProvider(this, "null");
    this.addOverride("terraform.required_version", terraformVersion(config));
    for (const [name, version] of Object.entries(providerVersions)) {
      this.addOverride(`terraform.required_providers.${name}.version`, version);
    }
  }

  /**
   * Addresses that read like the cluster: `aws_instance.worker-0`, `tls_private_key.pki_kube-apiserver`. cdktf's own
   * add a hash to tell equal names apart; here equal names are an error.
   */
  protected override allocateLogicalId(element: TerraformElement | Construct["node"]): string {
    const { path } = "node" in element ? element.node : element;
    const id = path
      .split("/")
      .slice(1)
      .filter((part) => part !== "Resource")
      .join("_");
    const type = "terraformResourceType" in element ? String(element.terraformResourceType) : element.constructor.name;
    const address = `${type}.${id}`;
    const other = this.logicalIds.get(address);
    if (other && other !== path) throw new Error(`${other} and ${path} would both be ${address}`);
    this.logicalIds.set(address, path);
    return id;
  }
}

/** Workers reach the load balancer under a public address: each its own, or that of their zone's NAT gateway. */
function allowToLoadBalancer(workers: readonly Node[], { natZones }: Network, groups: SecurityGroups): void {
  const ofZones = natZones.map(({ publicAddress }, index) =>
    groups.allowToLoadBalancer(`nat-${index}`, publicAddress, apiServerPort),
  );
  for (const { plan, instance, needs } of workers) {
    needs.push(ofZones[plan.subnet] ?? groups.allowToLoadBalancer(plan.name, instance.publicIp, apiServerPort));
  }
}

function applyTimeValues(balancer: LoadBalancer, pki: Pki, keys: ReadonlyMap<string, string>): ApplyTimeValues {
  return {
    loadBalancerName: balancer.dnsName,
    certificate: (name) => pki.certificate(name),
    privateKey: (name) => pki.privateKey(name),
    authority: (name) => pki.authority(name),
    publicKeys: (name) => pki.publicKeys(name),
    encryptionKey: (name) => keys.get(name)!,
    base64: (value) => Fn.base64encode(value),
  };
}
