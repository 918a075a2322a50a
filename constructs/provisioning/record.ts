import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { TerraformData } from "../terraform-data";
import type { Bundle } from "./bundle";

/**
 * Keeps what a bundle says in the state, so that a plan shows the lines that change in its files. It does nothing, and
 * is made after the last step: beside one, Terraform would note that as done (docs/decisions/0017-killed-terraform.md).
 * `triggers_replace` and not `input`: a changed `input` has plans print the whole old text again, as the `output` that
 * goes, and a sensitive one in the clear.
 * @param place what it is named after. Default: the bundle, whose very name it has then.
 */
export function recordTexts(
  bundle: Bundle,
  laidDownBy: readonly ITerraformDependable[],
  place: { readonly scope: Construct; readonly id: string } = { scope: bundle.local, id: "Resource" },
): void {
  new TerraformData(place.scope, place.id, { triggersReplace: bundle.texts(), dependsOn: [...laidDownBy] });
}
