import * as z from "zod";
import { matching, refusing, text, whole, type Fault } from "./fields";

/** The sources of a key: `generated` and kept in Terraform's state, or given to Terraform as a `variable`. */
const keySources = ["generated", "variable"] as const;

const encryptionKey = text((value) => {
  if ((keySources as readonly string[]).includes(value)) return undefined;
  return {
    // Never show the text: it may be the key of a running cluster.
    found: `a ${keyBytes(value)}-byte key`,
    wanted: "generated or variable; the key itself has 32 bytes and must never be in this file",
    remedy: "write variable, and run Terraform with TF_VAR_encryption_key set to 32 random bytes in base64",
  };
}).pipe(z.enum(keySources));

const key = encryptionKey
  .optional()
  .describe(
    "The source of the 32-byte key: generated (in Terraform's state), or a sensitive Terraform variable. Default: generated.",
  )
  .meta({ enum: keySources });

// The name is part of the prefix of every value in etcd, of the name of a Terraform variable, and of messages.
const keyName = matching("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", {
  wanted: "1 to 32 lower-case letters, digits and hyphens, beginning with a letter",
  remedy: "rename it, such as key2",
});

// systemd hides these folders from the API server, or replaces them with private ones (components/parts/sandbox.ts).
const hidden = /^unix:\/\/\/(tmp|var\/tmp|home|root|run\/user|dev)\//;

const endpoint = text(
  (value) => {
    const wanted = "a Unix socket by its whole path, such as unix:///run/kms-plugin/socket.sock";
    if (!/^unix:\/\/\/[^\s]+$/.test(value))
      return { wanted, remedy: "write unix:// and the path that the plugin listens on" };
    return hidden.test(value)
      ? { wanted, remedy: "move it to a folder under /run: the API server cannot see this one" }
      : undefined;
  },
  { pattern: "^unix:///" },
);

const fields = z.strictObject({
  name: keyName.describe(
    "The name of the key. Never rename a key that encrypts data: the name is part of every value in etcd that this key encrypts. The first key of a cluster is key1.",
  ),
  provider: z
    .enum(["secretbox", "aescbc", "kms"])
    .default("secretbox")
    .describe("The cipher, or kms for a KMS v2 plugin that you run on the masters."),
  key,
  endpoint: endpoint
    .optional()
    .describe("The Unix socket of the plugin. Required with kms; not allowed otherwise. Default: none."),
  timeoutSeconds: whole(1, 60, "the API server fails a request that the plugin does not answer in this time")
    .optional()
    .describe("The timeout of a call to the plugin, in seconds. Only with kms. Default: 3."),
});

/** The fields that each provider may have, in addition to name and provider. */
const ownFields: Record<ListedKey["provider"], readonly (keyof ListedKey)[]> = {
  secretbox: ["key"],
  aescbc: ["key"],
  kms: ["endpoint", "timeoutSeconds"],
};

const listedKey = fields.check(faulty(strangeFields));

/** The section of encryption at rest: one key in the short form, or the list of all keys in use. */
export const encryption = z
  .strictObject({
    provider: z
      .enum(["secretbox", "aescbc"])
      .optional()
      .describe("The cipher. aescbc is vulnerable to padding attacks. Default: secretbox."),
    key,
    keys: z
      .array(listedKey)
      .check(refusing(needsOne))
      .optional()
      .describe(
        "All keys in use, instead of provider and key. The first key encrypts; all keys decrypt. Default: one key, key1.",
      ),
  })
  .check(faulty(bothForms));

type ListedKey = z.output<typeof fields>;

/** Makes a zod check that can report a fault for each key of a mapping. */
function faulty<T extends object>(
  check: (value: T) => readonly (Fault & { readonly at: string })[],
): z.core.CheckFn<T> {
  return (context) => {
    for (const { at, ...params } of check(context.value)) {
      context.issues.push({ code: "custom", path: [at], input: context.value[at as keyof T], params });
    }
  };
}

function strangeFields(entry: ListedKey): (Fault & { at: string })[] {
  const own = ownFields[entry.provider];
  const strange = (["key", "endpoint", "timeoutSeconds"] as const)
    .filter((field) => entry[field] !== undefined && !own.includes(field))
    .map((field) => ({
      at: field,
      wanted: `only ${own.join(" and ")}, in addition to name and provider ${entry.provider}`,
      remedy: field === "key" ? "remove it: a KMS plugin has the key itself" : "remove it, or write provider: kms",
    }));
  if (entry.provider !== "kms" || entry.endpoint !== undefined) return strange;
  const wanted = "the Unix socket of the KMS plugin";
  return [...strange, { at: "endpoint", wanted, remedy: "add it, such as unix:///run/kms-plugin/socket.sock" }];
}

function bothForms({ keys, ...short }: { keys?: unknown; provider?: unknown; key?: unknown }) {
  if (!keys) return [];
  return (["provider", "key"] as const)
    .filter((field) => short[field] !== undefined)
    .map((at) => ({
      at,
      wanted: "either encryption.provider and encryption.key for one key, or encryption.keys",
      remedy: "remove it: in encryption.keys, the same key is { name: key1, provider: ..., key: ... }",
    }));
}

function needsOne(list: readonly unknown[]): Fault | undefined {
  if (list.length > 0) return undefined;
  const wanted = "at least one key: the first one encrypts";
  return { found: "an empty list", wanted, remedy: "add one, or remove the list for the default" };
}

/**
 * The length in bytes of the key that a text probably is: decoded if the text can be base64, otherwise the text's own
 * bytes.
 */
function keyBytes(value: string): number {
  const base64 = /^[A-Za-z0-9+/]+={0,2}$/.test(value) && value.length % 4 === 0;
  return Buffer.from(value, base64 ? "base64" : "utf8").length;
}
