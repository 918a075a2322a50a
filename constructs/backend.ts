import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { ClusterConfig } from "../lib/config";

/** Where Terraform keeps its state. Always declared: cdktf's default writes this machine's folder into the JSON. */
export function addBackend(stack: TerraformStack, config: ClusterConfig): void {
  if (config.backend.s3) new S3Backend(stack, config.backend.s3);
  else new LocalBackend(stack, { path: `terraform.${config.name}.tfstate` });
}
