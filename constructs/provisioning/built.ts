import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../../lib/config";
import { addressOf } from "../../lib/contract/addresses";
import { ids } from "../../lib/contract/ids";
import { TerraformData } from "../terraform-data";

/**
 * The settings for which Terraform would replace every node, by key in the cluster file. An empty text means that AWS
 * chose the value, so any value may follow. The settings that nodes themselves refuse to change are in their node.json
 * (node/refuse-fixed-change).
 */
function fixedForTerraform({ name, region, network }: ClusterConfig): Readonly<Record<string, string>> {
  const { vpcCidr, subnets, privateNodes } = network;
  const zones = subnets.flatMap(({ zone }) => zone ?? []);
  return {
    name,
    region,
    "network.vpcCidr": vpcCidr,
    "network.subnets[].cidr": subnets.map(({ cidr }) => cidr).join(", "),
    "network.subnets[].zone": zones.length === subnets.length ? zones.join(", ") : "",
    "network.privateNodes": String(privateNodes),
  };
}

/**
 * Records the settings that a cluster was built with. A plan with another name, region or network fails, and changes
 * nothing (docs/decisions/0048-plans-refuse-what-is-fixed.md). Terraform makes the record after the last step, so that
 * a failed first apply can be repeated with other values.
 */
export function rememberBuilt(scope: Construct, config: ClusterConfig, after: readonly ITerraformDependable[]): void {
  const fixed = fixedForTerraform(config);
  const built = new TerraformData(scope, ids.built, { input: fixed, dependsOn: [...after] });
  built.lifecycle = {
    // Only a user replaces this record, with -replace.
    ignoreChanges: ["input"],
    postcondition: Object.entries(fixed)
      .filter(([, wanted]) => wanted)
      .map(([key, wanted]) =>
        unchanged(key, wanted, addressOf({ type: built.terraformResourceType, name: built.friendlyUniqueId })),
      ),
  };
}

/** The condition that a setting equals the record. Its message names the record's address. */
function unchanged(key: string, wanted: string, address: string) {
  const found = `lookup(self.output, ${JSON.stringify(key)}, "")`;
  return {
    condition: `\${contains(["", ${JSON.stringify(wanted)}], ${found})}`,
    errorMessage: [
      `${key} is fixed once built; nothing was touched.`,
      `  found   ${wanted} in the cluster file`,
      `  wanted  \${${found}}, which the cluster was built with`,
      `  do      set ${key} back. For another value, build a second cluster and move to it.`,
      `  If every node and all data of etcd may be lost: terraform apply -replace=${address}`,
    ].join("\n"),
  };
}
