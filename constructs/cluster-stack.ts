import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformStack, type TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../lib/config";
import { addBackend } from "./backend";
import { KubernetesCluster } from "./kubernetes-cluster";
import { addOutputs } from "./outputs";
import { escapeTexts } from "./provisioning/template";

/** The oldest Terraform that knows all that the JSON says; S3's own lock file came with 1.10. */
const terraformVersion = ({ backend }: ClusterConfig) => (backend.s3?.useLockfile ? ">= 1.10.0" : ">= 1.5.0");
/** The oldest providers that know all of it, and the first that may not. */
const providerVersions = { aws: ">= 5.100.0, < 7.0.0", tls: ">= 4.0.0, < 5.0.0", null: ">= 3.2.0, < 4.0.0" };

/** A cluster by itself: one stack, one state. */
export class ClusterStack extends TerraformStack {
  private readonly logicalIds = new Map<string, string>();

  constructor(scope: Construct, config: ClusterConfig) {
    super(scope, config.name);
    addBackend(this, config);
    const escaped = escapeTexts(config);
    this.addProviders(escaped);
    addOutputs(this, escaped, new KubernetesCluster(this, "cluster", { config }, this));
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
