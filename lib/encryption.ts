/** A key of encryption at rest that groundup installs on the masters. */
export interface CipherKey {
  /** Unique in the cluster. The name is part of the prefix of every value in etcd. */
  readonly name: string;
  readonly provider: "secretbox" | "aescbc";
  /** The source of the key: `generated` by Terraform and kept in its state, or a sensitive Terraform `variable`. */
  readonly key: "generated" | "variable";
}

/** A key that a KMS v2 plugin holds. The operator runs the plugin on every master, as a systemd unit of their own. */
export interface KmsKey {
  /** Unique in the cluster. The name is part of the prefix of every value in etcd. */
  readonly name: string;
  readonly provider: "kms";
  /** The plugin's socket: `unix:///path`. */
  readonly endpoint: string;
  readonly timeoutSeconds: number;
}

/** A key of encryption at rest. */
export type EncryptionKey = CipherKey | KmsKey;

/** The name of a cluster's first key. It is the only key if the cluster file names no other. */
export const firstKeyName = "key1";

/**
 * The prefix that the API server writes before every value that a key encrypts, after `k8s:enc:` (KEP-2579 and the
 * providers' own code).
 */
export function keyIdentity({ name, provider }: EncryptionKey): string {
  return provider === "kms" ? `kms:v2:${name}` : `${provider}:v1:${name}`;
}

/** The name of the Terraform variable that holds a key. */
export function keyVariable(name: string): string {
  return name === firstKeyName ? "encryption_key" : `encryption_key_${name.replaceAll("-", "_")}`;
}

/** Whether a cluster's keys were ever rotated: it has more than one key, or a key other than its first one. */
export function rotatesKeys([first, ...others]: readonly EncryptionKey[]): boolean {
  return first?.name !== firstKeyName || others.length > 0;
}
