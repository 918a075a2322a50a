/** A key of encryption at rest that groundup lays down on the masters. */
export interface CipherKey {
  /** Unique in the cluster; part of what stands before every value in etcd. */
  readonly name: string;
  readonly provider: "secretbox" | "aescbc";
  /** Kept in Terraform's state, or a sensitive Terraform variable. */
  readonly key: "generated" | "variable";
}

/** A key that a KMS v2 plugin has: its operator's own unit on every master. */
export interface KmsKey {
  /** Unique in the cluster; part of what stands before every value in etcd. */
  readonly name: string;
  readonly provider: "kms";
  /** `unix:///path` of the plugin's socket. */
  readonly endpoint: string;
  readonly timeoutSeconds: number;
}

/** A key of encryption at rest. */
export type EncryptionKey = CipherKey | KmsKey;

/** The name of a cluster's first key, and of the only one where nobody asks for another. */
export const firstKeyName = "key1";

/** What the API server writes before every value that a key encrypts, behind `k8s:enc:` (KEP-2579 and the providers' own code). */
export function keyIdentity({ name, provider }: EncryptionKey): string {
  return provider === "kms" ? `kms:v2:${name}` : `${provider}:v1:${name}`;
}

/** The Terraform variable that holds a key. */
export function keyVariable(name: string): string {
  return name === firstKeyName ? "encryption_key" : `encryption_key_${name.replaceAll("-", "_")}`;
}

/** Whether a cluster has more than the one key that it was founded with, or another: whether keys were ever rotated. */
export function rotatesKeys([first, ...others]: readonly EncryptionKey[]): boolean {
  return first?.name !== firstKeyName || others.length > 0;
}
