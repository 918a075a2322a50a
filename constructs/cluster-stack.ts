import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformStack, type TerraformElement } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../lib/config";
import {
  providerReleases,
  terraformReleases,
  terraformReleasesForS3Lock,
  versionConstraint,
} from "../lib/supported-releases";
import { addBackend } from "./backend";
import { addCluster } from "./cluster-parts";
import { addOutputs } from "./outputs";
import { escapeTexts } from "./provisioning/template";

/** groundup's own stack: a single cluster with its own state. */
export class ClusterStack extends TerraformStack {
  private readonly logicalIds = new Map<string, string>();

  constructor(scope: Construct, config: ClusterConfig) {
    super(scope, config.name);
    addBackend(this, config);
    const escaped = escapeTexts(config);
    this.addProviders(escaped);
    addOutputs(this, escaped, addCluster(this, { config }));
  }

  /**
   * Does nothing. cdktf would resolve everything a second time for references across stacks, and there is only one
   * stack.
   */
  override prepareStack(): void {}

  private addProviders(config: ClusterConfig): void {
    new AwsProvider(this, "aws", {
      region: config.region,
      defaultTags: Object.keys(config.tags).length ? [{ tags: config.tags }] : undefined,
    });
    new TlsProvider(this, "tls");
    new NullProvider(this, "null");
    const terraform = config.backend.s3?.useLockfile ? terraformReleasesForS3Lock : terraformReleases;
    this.addOverride("terraform.required_version", versionConstraint(terraform));
    for (const [name, releases] of Object.entries(providerReleases)) {
      this.addOverride(`terraform.required_providers.${name}.version`, versionConstraint(releases));
    }
  }

  /**
   * Makes readable addresses: `aws_instance.worker-0`, `tls_private_key.pki_kube-apiserver`. cdktf's own addresses
   * contain a hash to distinguish equal names. Here equal names are an error.
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
