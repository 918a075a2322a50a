import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { ClusterConfig } from "../lib/config";

/**
 * Adds the backend of Terraform's state. Its texts are not escaped: Terraform does not evaluate them, and the rules of
 * the cluster file refuse what OpenTofu would evaluate. The backend is always declared, because cdktf's default would
 * write a folder of this machine into the JSON.
 */
export function addBackend(stack: TerraformStack, config: ClusterConfig): void {
  const { s3 } = config.backend;
  // Terraform before 1.10 does not know this key, so the key must be absent, not false.
  const known = s3 && { ...s3, useLockfile: s3.useLockfile || undefined };
  if (known) new S3Backend(stack, known);
  else new LocalBackend(stack, { path: `terraform.${config.name}.tfstate` });
}
