import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../../lib/config";
import { addressOf } from "../../lib/contract/addresses";
import { ids } from "../../lib/contract/ids";
import { TerraformData } from "../terraform-data";

/**
 * What Terraform would replace every node for, by its key in the cluster file. Empty text: AWS chooses, so any value may
 * follow. What nodes themselves refuse to change is in their node.json (node/refuse-fixed-change).
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
 * Holds a cluster to what it was built with: a plan with another name, region or network fails, and touches nothing
 * (docs/decisions/0048-plans-refuse-what-is-fixed.md). The record is made after the last step, so that a first apply that
 * failed may be tried with other values.
 */
export function rememberBuilt(scope: Construct, config: ClusterConfig, after: readonly ITerraformDependable[]): void {
  const fixed = fixedForTerraform(config);
  const built = new TerraformData(scope, ids.built, { input: fixed, dependsOn: [...after] });
  built.lifecycle = {
    // To be replaced on purpose alone.
    ignoreChanges: ["input"],
    postcondition: Object.entries(fixed)
      .filter(([, wanted]) => wanted)
      .map(([key, wanted]) =>
        unchanged(key, wanted, addressOf({ type: built.terraformResourceType, name: built.friendlyUniqueId })),
      ),
  };
}

/** A condition on the record at an address. */
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
