import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../lib/config";
import { keyVariable } from "../lib/encryption";
import type { Pki } from "./pki";

/**
 * The keys of encryption at rest, by name. Each is generated, or a sensitive variable. Keys of a KMS plugin are not
 * included: the plugin does not reveal them.
 */
export function encryptionKeys(scope: Construct, config: ClusterConfig, pki: Pki): ReadonlyMap<string, string> {
  return new Map(
    config.encryption.keys.flatMap((key): [string, string][] => {
      if (key.provider === "kms") return [];
      return [[key.name, key.key === "generated" ? pki.generatedEncryptionKey(key.name) : variable(scope, key.name)]];
    }),
  );
}

/** Adds the variable of a key. secretbox and AES-256 both need 32 bytes. */
function variable(scope: Construct, name: string): string {
  const variable = new TerraformVariable(scope, keyVariable(name), {
    type: "string",
    description: "Key for encryption at rest: 32 random bytes in base64, such as `openssl rand -base64 32` prints",
    sensitive: true,
    nullable: false,
  });
  variable.addValidation({
    // This uses the variable's plain name: with a token in the expression, cdktf would take the braces of the pattern
    // for the end of the expression.
    condition: `\${can(regex("^[A-Za-z0-9+/]{43}=$", var.${variable.friendlyUniqueId}))}`,
    errorMessage: "Use 32 bytes in base64, which are 44 characters. To generate a key: openssl rand -base64 32",
  });
  return variable.stringValue;
}
