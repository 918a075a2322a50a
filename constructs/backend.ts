import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { ClusterConfig } from "../lib/config";

/**
 * Where Terraform keeps its state. Its texts are not escaped: Terraform takes them as they stand, and the cluster file's
 * rules refuse what OpenTofu would evaluate. Always declared: cdktf's default writes this machine's folder into the JSON.
 */
export function addBackend(stack: TerraformStack, config: ClusterConfig): void {
  const { s3 } = config.backend;
  // Terraform before 1.10 does not know the key: it must not be there, not even with false.
  const known = s3 && { ...s3, useLockfile: s3.useLockfile || undefined };
  if (known) new S3Backend(stack, known);
  else new LocalBackend(stack, { path: `terraform.${config.name}.tfstate` });
}
