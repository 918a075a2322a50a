import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { TerraformData } from "../terraform-data";
import type { Bundle } from "./bundle";

/**
 * Keeps the texts of a bundle in the state, so that a plan shows the lines that change in its files. The resource does
 * nothing. Terraform creates it after the last step: if it finished in parallel to a step, Terraform would record that
 * step as done (docs/decisions/0017-killed-terraform.md). It uses `triggers_replace` instead of `input`: for a changed
 * `input`, plans print the whole old text again as the old `output`, and a sensitive one in the clear.
 * @param place the scope and id of the record. Default: below the bundle, so that the record has the bundle's name.
 */
export function recordTexts(
  bundle: Bundle,
  laidDownBy: readonly ITerraformDependable[],
  place: { readonly scope: Construct; readonly id: string } = { scope: bundle.local, id: "Resource" },
): void {
  new TerraformData(place.scope, place.id, { triggersReplace: bundle.texts(), dependsOn: [...laidDownBy] });
}
