import type { ApplyTimeValues, Cluster, Software } from "../../lib/cluster";
import type { EncryptionKey } from "../../lib/encryption";
import { yamlLines } from "../../lib/render/yaml";
import type { NodeFile } from "../component";

function provider(key: EncryptionKey, values: ApplyTimeValues) {
  if (key.provider !== "kms") {
    return { [key.provider]: { keys: [{ name: key.name, secret: values.encryptionKey(key.name) }] } };
  }
  const { name, endpoint, timeoutSeconds } = key;
  return { kms: { apiVersion: "v2", name, endpoint, timeout: `${timeoutSeconds}s` } };
}

/**
 * The API server's encryption configuration, for Secrets and ConfigMaps. The first key encrypts; all keys decrypt.
 * `identity` is last, so that values from before encryption can still be read. `node/encryption.sh` parses this file on
 * the node, in exactly this form.
 */
function encryptionConfiguration({ config }: Cluster, values: ApplyTimeValues) {
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

/** The file with the encryption configuration. A plan shows the names and the order of the keys, but no key. */
export function encryptionFile(path: string, cluster: Cluster, values: ApplyTimeValues): NodeFile {
  const lines = (some: ApplyTimeValues) => yamlLines(encryptionConfiguration(cluster, some));
  return { path, mode: "0600", lines: lines(values), shown: lines({ ...values, encryptionKey: () => "(not shown)" }) };
}

/** The caution about what groundup does not do for a KMS plugin. */
export function kmsCautions({ config }: Software): string[] {
  return config.encryption.keys.flatMap((key) =>
    key.provider === "kms"
      ? `groundup does not install the KMS plugin at ${key.endpoint} (encryption.keys, ${key.name}): start it on every master before the API server starts`
      : [],
  );
}
