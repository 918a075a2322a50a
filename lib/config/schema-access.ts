import * as z from "zod";
import { region } from "./aws-fields";
import { matching, text } from "./fields";
import { operatorRange } from "./range-fields";
import { ssh } from "./schema-ssh";

/** The word for a key that the state keeps, and for one that is handed to Terraform. */
const keySources = ["generated", "variable"] as const;

const encryptionKey = text((value) => {
  if ((keySources as readonly string[]).includes(value)) return undefined;
  return {
    // Never the text itself: it may be the key of a running cluster.
    found: `a ${keyBytes(value)}-byte key`,
    wanted: "generated or variable; the key itself has 32 bytes and never stands in this file",
    remedy: "write variable, and run Terraform with TF_VAR_encryption_key set to 32 random bytes in base64",
  };
}).pipe(z.enum(keySources));

const encryption = z.strictObject({
  provider: z
    .enum(["secretbox", "aescbc"])
    .default("secretbox")
    .describe("How Secrets are encrypted in etcd; aescbc is the guide's choice, and open to padding attacks."),
  key: encryptionKey
    .default("generated")
    .describe("Where the 32-byte key comes from: generated (kept in Terraform's state), or a sensitive variable.")
    .meta({ enum: keySources }),
});

const bucket = matching("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", {
  wanted: "the name of an S3 bucket: 3 to 63 lower-case letters, digits, dots and hyphens",
  remedy: "write the bucket's name alone, without s3:// and without a path",
});

const objectKey = matching("^[^/](.{0,1022}[^/])?$", {
  wanted: "the path of an object in the bucket, such as clusters/one.tfstate",
  remedy: "remove the slash at its beginning or end: Terraform refuses both",
});

// As Terraform's own backend checks it: an alias alone is refused.
const kmsKey = matching(
  "^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+|mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
  { wanted: "the id or the ARN of a KMS key", remedy: "write the key's ARN, or that of its alias" },
);

const s3 = z.strictObject({
  bucket: bucket.describe("The bucket, which must exist."),
  key: objectKey.describe("The path of the state inside the bucket."),
  region: region.describe("The bucket's region, which may differ from the cluster's."),
  kmsKeyId: kmsKey.optional().describe("Id or ARN of the KMS key to encrypt with. Left out: the bucket's default."),
  encrypt: z.boolean().default(true).describe("Whether S3 encrypts the state, which holds every key of the cluster."),
  useLockfile: z.boolean().default(true).describe("Whether a lock file keeps a second Terraform out (1.10 and later)."),
});

/** Who gets in, and what is kept secret where. */
export const accessSections = {
  operatorCidrs: z
    .array(operatorRange)
    .optional()
    .describe("Who reaches SSH and the API from outside. Left out: a Terraform variable that has no default."),
  ssh: ssh.prefault({}).describe("How Terraform logs in on the nodes."),
  encryption: encryption.prefault({}).describe("Encryption of Secrets at rest."),
  backend: z
    .strictObject({ s3: s3.optional().describe("State in an S3 bucket.") })
    .prefault({})
    .describe("Where Terraform keeps its state. Left out: in a file next to the stack."),
};

/** The length of the key that a text most likely is: base64 where it can be, else the bytes as they are. */
function keyBytes(value: string): number {
  const base64 = /^[A-Za-z0-9+/]+={0,2}$/.test(value) && value.length % 4 === 0;
  return Buffer.from(value, base64 ? "base64" : "utf8").length;
}
