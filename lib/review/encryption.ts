import { parse } from "yaml";
import * as z from "zod";
import { changeOf, goes, type PlannedCluster } from "./cluster";
import { dangerous, type Finding } from "./finding";
import type { NodeChange } from "./nodes";
import { textsOf } from "./records";

const path = "/etc/kubernetes/encryption.yaml";

const ciphers = z.looseObject({ keys: z.array(z.looseObject({ name: z.string() })) });
const configuration = z.looseObject({
  resources: z
    .array(z.looseObject({ providers: z.array(z.record(z.string(), z.union([ciphers, z.looseObject({})]))) }))
    .nonempty(),
});

/** What makes Secrets and ConfigMaps in etcd unreadable: encryption keys that go, or come, without a rotation. */
export function encryptionDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  if (goes(changeOf(cluster, "tls_private_key", "pki_encryption"))) {
    return danger(
      "the key of encryption at rest is replaced: what is encrypted with the old one, every Secret and ConfigMap, cannot be read any more",
    );
  }
  const master = nodes.find(({ changed }) => changed.includes(path));
  const { before, after } = textsOf(cluster, master?.name ?? "");
  const [old, planned] = [before[path], after[path]];
  if (!master || old === undefined || planned === undefined) return [];
  if (old === planned) {
    return danger(
      "a key of encryption at rest becomes another one under the same name: what it encrypted cannot be read any more. Nodes refuse this; give a new key a new name",
    );
  }
  return rotationDangers(keysOf(old), keysOf(planned));
}

/** Names of the keys by which secrets are encrypted, the one that encrypts first: `secretbox key1`. */
function keysOf(text: string): string[] {
  const [rule] = configuration.safeParse(parse(text)).data?.resources ?? [];
  return (rule?.providers ?? []).flatMap((provider) =>
    Object.entries(provider).flatMap(([kind, it]) => {
      const { keys, name } = it as { keys?: readonly { readonly name: string }[]; name?: string };
      return kind === "identity" ? [] : (keys ?? [{ name }]).map((key) => `${kind} ${key.name}`);
    }),
  );
}

/** A rotation keeps the key that encrypts, and lets a new one encrypt when all masters know it. */
function rotationDangers(old: readonly string[], planned: readonly string[]): Finding[] {
  const [encrypts] = old;
  const [next] = planned;
  if (encrypts && !planned.includes(encrypts)) {
    return danger(
      `the key ${encrypts} goes while it encrypts: Secrets and ConfigMaps cannot be read without it. Nodes refuse this; rotate by three edits`,
    );
  }
  if (!next || old.includes(next)) return [];
  return danger(
    `the key ${next} is to encrypt before all masters know it: some cannot read what others write. Nodes refuse this; add it as the second one first`,
  );
}

const danger = (says: string) => [dangerous("replace-encryption-key", says)];
