import * as z from "zod";
import { bucket, region } from "./aws-fields";
import { matching, text } from "./fields";
import { operatorRange } from "./range-fields";
import { ssh } from "./schema-ssh";

const objectKeyForm = "^[^/](.{0,1022}[^/])?$";

const objectKey = text(
  (key) => {
    const wanted = "the path of an object in the bucket, such as clusters/one.tfstate";
    // Terraform does not evaluate the texts of a backend, and OpenTofu does. No escape works with both.
    if (/[$%]\{/.test(key)) return { wanted, remedy: "remove ${ and %{: OpenTofu evaluates them, Terraform does not" };
    if (new RegExp(objectKeyForm, "u").test(key)) return undefined;
    return { wanted, remedy: "remove the slash at its beginning or end: Terraform refuses both" };
  },
  { pattern: objectKeyForm },
);

// Matches what Terraform's S3 backend accepts. The backend refuses the plain name of an alias.
const kmsKey = matching(
  "^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[A-Za-z0-9/_-]+|mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
  { wanted: "the id or the ARN of a KMS key", remedy: "write the key's ARN, or that of its alias" },
);

const s3 = z.strictObject({
  bucket: bucket.describe("An existing bucket."),
  key: objectKey.describe("The path of the state in the bucket."),
  region: region.describe("The region of the bucket. It may differ from the cluster's region."),
  kmsKeyId: kmsKey
    .optional()
    .describe("The id or ARN of the KMS key that encrypts the state. Default: the bucket's default key."),
  encrypt: z
    .boolean()
    .default(true)
    .describe("Whether S3 encrypts the state. The state contains every private key of the cluster."),
  useLockfile: z
    .boolean()
    .default(true)
    .describe("Whether a lock file prevents two applies at the same time. Needs Terraform or OpenTofu 1.10.1."),
});

/** The sections about access: operators, SSH, and the storage of Terraform's state. */
export const accessSections = {
  operatorCidrs: z
    .array(operatorRange)
    .optional()
    .describe(
      "The IPv4 ranges that can reach SSH and the API server from outside. Default: the Terraform variable operator_cidrs, which you must set.",
    ),
  ssh: ssh.prefault({}).describe("How Terraform connects to the nodes."),
  backend: z
    .strictObject({ s3: s3.optional().describe("Keep the state in an S3 bucket. Default: a file next to the stack.") })
    .prefault({})
    .describe("Where Terraform keeps its state."),
};
