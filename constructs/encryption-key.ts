import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../lib/config";
import type { Pki } from "./pki";

/** The key of encryption at rest: generated, or a sensitive variable; secretbox and AES-256 both take 32 bytes. */
export function encryptionKey(scope: Construct, config: ClusterConfig, pki: Pki): string {
  if (config.encryption.key === "generated") return pki.generatedEncryptionKey();
  const variable = new TerraformVariable(scope, "encryption_key", {
    type: "string",
    description: "Key of encryption at rest: 32 random bytes as base64, such as `openssl rand -base64 32` prints",
    sensitive: true,
    nullable: false,
  });
  variable.addValidation({
    // Named as Terraform has it: cdktf takes the braces of the pattern for the end of an expression that holds a token.
    condition: `\${can(regex("^[A-Za-z0-9+/]{43}=$", var.${variable.friendlyUniqueId}))}`,
    errorMessage: "Want 32 bytes as base64, which is 44 characters; make one with: openssl rand -base64 32",
  });
  return variable.stringValue;
}
