import type { ApplyTimeValues, Cluster, Software } from "../lib/cluster";
import type { EncryptionKey } from "../lib/encryption";

function provider(key: EncryptionKey, values: ApplyTimeValues) {
  if (key.provider !== "kms") {
    return { [key.provider]: { keys: [{ name: key.name, secret: values.encryptionKey(key.name) }] } };
  }
  const { name, endpoint, timeoutSeconds } = key;
  return { kms: { apiVersion: "v2", name, endpoint, timeout: `${timeoutSeconds}s` } };
}

/**
 * Encrypts secrets and config maps in etcd: the first key encrypts, all decrypt, and `identity` last still reads what
 * was written before. `files/encryption.sh` reads this file on the node, in the form in which it is rendered.
 */
export function encryptionConfiguration({ config }: Cluster, values: ApplyTimeValues) {
  return {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "EncryptionConfiguration",
    resources: [
      {
        resources: ["secrets", "configmaps"],
        providers: [...config.encryption.keys.map((key) => provider(key, values)), { identity: {} }],
      },
    ],
  };
}

/** What groundup does not do for a KMS plugin. */
export function kmsCautions({ config }: Software): string[] {
  return config.encryption.keys.flatMap((key) =>
    key.provider === "kms"
      ? `the KMS plugin behind ${key.endpoint} (encryption.keys, ${key.name}) is yours to run on every master before its API server starts: groundup does not lay it down`
      : [],
  );
}
