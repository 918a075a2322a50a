import { parse } from "yaml";
import * as z from "zod";
import { resources } from "../lib/contract/addresses";
import { paths } from "../lib/contract/paths";
import { changeOf, isThere, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { isUpdated, type NodeChange } from "./nodes";
import { textsOf } from "./records";

const path = paths.encryption;

const ciphers = z.looseObject({ keys: z.array(z.looseObject({ name: z.string() })) });
const configuration = z.looseObject({
  resources: z
    .array(z.looseObject({ providers: z.array(z.record(z.string(), z.union([ciphers, z.looseObject({})]))) }))
    .nonempty(),
});

/**
 * Findings about changes that make Secrets and ConfigMaps in etcd unreadable: encryption keys that are removed or added
 * without a rotation.
 */
export function encryptionDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const generated = changeOf(cluster, resources.encryptionKey());
  if (isThere(generated) && generated.action !== "none" && generated.action !== "update") {
    return danger(
      "the key for encryption at rest is lost: it encrypts every Secret and ConfigMap, and none of them can ever be read again",
    );
  }
  const masters = nodes.filter((node) => node.role === "master" && isUpdated(node));
  const master = masters.find(({ what, changed }) => what === "repeated" || changed.includes(path));
  if (!master) return [];
  const { before, after } = textsOf(cluster, master.name);
  const [old, planned] = [before[path], after[path]];
  // An unrecorded text has a finding of its own.
  if (old === undefined || planned === undefined) return [];
  if (old === planned) {
    if (!masters.some(({ changed }) => changed.includes(path))) return [];
    return danger(
      "a key for encryption at rest gets a new value under the same name: data that the old value encrypted can never be read again. Nodes refuse this. Give a new key a new name",
    );
  }
  return rotationDangers(keysOf(old), keysOf(planned));
}

/** Names of the keys that encrypt secrets, beginning with the one that encrypts: `secretbox key1`. */
function keysOf(text: string): string[] {
  const [rule] = configuration.safeParse(parse(text)).data?.resources ?? [];
  return (rule?.providers ?? []).flatMap((provider) =>
    Object.entries(provider).flatMap(([kind, it]) => {
      const { keys, name } = it as { keys?: readonly { readonly name: string }[]; name?: string };
      return kind === "identity" ? [] : (keys ?? [{ name }]).map((key) => `${kind} ${key.name}`);
    }),
  );
}

/**
 * Findings about wrong rotations. A rotation keeps the encrypting key, and encrypts with a new key only after all
 * masters know it.
 */
function rotationDangers(old: readonly string[], planned: readonly string[]): Finding[] {
  const [encrypts] = old;
  const [next] = planned;
  if (encrypts && !planned.includes(encrypts)) {
    return danger(
      `the key ${encrypts} is removed while it encrypts: Secrets and ConfigMaps cannot be read without it. Nodes refuse this. Rotate the key in three edits`,
    );
  }
  if (!next || old.includes(next)) return [];
  return danger(
    `the key ${next} encrypts before all masters have it: some masters could not read what others write. Nodes refuse this. First add the key as the second one`,
  );
}

const danger = (says: string) => [stopping("replace-encryption-key", says)];
