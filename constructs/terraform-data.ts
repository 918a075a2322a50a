import { TerraformResource, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";

/** The inputs of a `terraform_data` resource. */
export interface TerraformDataProps extends TerraformMetaArguments {
  /**
   * A value that Terraform changes in place. Terraform shows it again as `output`, unless it is sensitive.
   * @default none
   */
  readonly input?: unknown;
  /**
   * A value whose change replaces the resource. It stays sensitive.
   * @default none
   */
  readonly triggersReplace?: unknown;
}

/**
 * Terraform's built-in resource that only stores values. cdktf's own class for it runs Terraform at synthesis, to ask
 * for its version.
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
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
