import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { ids } from "../../lib/contract/ids";
import { TerraformData } from "../terraform-data";

/**
 * Notes in the state what nodes trust, once every node does. It changes after the last step, so Terraform keeps what it
 * notes until then: what left the cluster file too early is still there when a node has refused that (decision 0023).
 */
export function noteTrust(scope: Construct, trusted: readonly string[], after: readonly ITerraformDependable[]): void {
  new TerraformData(scope, ids.trusted, { input: trusted, dependsOn: [...after] });
}
