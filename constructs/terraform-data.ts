import { TerraformResource, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";

/** What a `terraform_data` holds, and what replaces it. */
export interface TerraformDataProps extends TerraformMetaArguments {
  /**
   * Changed in place; shown again as `output`, where it is not marked sensitive.
   * @default nothing
   */
  readonly input?: unknown;
  /**
   * Another value replaces it; stays sensitive.
   * @default nothing replaces it
   */
  readonly triggersReplace?: unknown;
}

/**
 * Terraform's own resource that only remembers. cdktf has a class for it as well, which runs Terraform when it
 * synthesizes, to ask for its version.
 * https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class TerraformData extends TerraformResource {
  private readonly values: Record<string, unknown>;

  constructor(scope: Construct, id: string, { input, triggersReplace, ...config }: TerraformDataProps) {
    super(scope, id, { terraformResourceType: "terraform_data", ...config });
    this.values = { input, triggers_replace: triggersReplace };
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.values;
  }
}
