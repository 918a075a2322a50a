import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { ids } from "../../lib/contract/ids";
import { TerraformData } from "../terraform-data";

/**
 * Records in the state what nodes trust, after every node does. The record changes after the last step, and Terraform
 * keeps everything that the record refers to until then. If a user removes a CA or a key from the cluster file too
 * early, it still exists when a node refuses the change (decision 0023).
 */
export function noteTrust(scope: Construct, trusted: readonly string[], after: readonly ITerraformDependable[]): void {
  new TerraformData(scope, ids.trusted, { input: trusted, dependsOn: [...after] });
}
