import { type ITerraformDependable, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * Notes in the state what nodes trust, once every node does. It changes after the last step, so Terraform keeps what it
 * notes until then: what left the cluster file too early is still there when a node has refused that (decision 0023).
 *
 * cdktf has a class for `terraform_data`; that one asks for Terraform when it synthesizes.
 */
export function noteTrust(scope: Construct, ids: readonly string[], after: readonly ITerraformDependable[]): void {
  const trusted = new TerraformResource(scope, "trusted", {
    terraformResourceType: "terraform_data",
    dependsOn: [...after],
  });
  trusted.addOverride("input", ids);
}
