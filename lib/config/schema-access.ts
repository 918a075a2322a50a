import * as z from "zod";
import { privateKeyFile, region } from "./aws-fields";
import { matching, someText, whole } from "./fields";
import { operatorRange } from "./range-fields";

const loginName = matching("^[a-z_][a-z0-9_-]{0,31}$", {
  wanted: "a Linux user name",
  remedy: "use lower-case letters, digits, _ and -, at most 32, beginning with a letter",
});

const keyPair = z.strictObject({
  name: someText(255, "write the name under which AWS knows the key pair").describe("The key pair's name in AWS."),
  privateKeyFile: privateKeyFile
    .optional()
    .describe("Path of its private key on the machine that runs Terraform. Needed unless ssh.agent is true."),
});

const bastion = z.strictObject({
  host: matching("^[A-Za-z0-9.:-]+$", {
    wanted: "a host name or an address",
    remedy: "write the host alone; user and port have keys of their own",
  }).describe("Name or address of the bastion, as the machine that runs Terraform reaches it."),
  user: loginName.default("ubuntu").describe("The user to log in as on the bastion."),
  port: whole(1, 65535, "these are the TCP ports there are").default(22).describe("The bastion's SSH port."),
  privateKeyFile: privateKeyFile.optional().describe("The key for the bastion. Left out: the same as for the nodes."),
});

const ssh = z.strictObject({
  user: loginName.default("ubuntu").describe("The user to log in as on the nodes; Ubuntu's images have ubuntu."),
  agent: z.boolean().default(false).describe("Whether Terraform asks the operator's SSH agent for keys."),
  keyPair: keyPair.optional().describe("A key pair that exists in AWS. Left out: one is generated, kept in the state."),
  bastion: bastion.optional().describe("A host to hop over. Left out: the nodes' public addresses are used."),
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
  backend: z
    .strictObject({ s3: s3.optional().describe("State in an S3 bucket.") })
    .prefault({})
    .describe("Where Terraform keeps its state. Left out: in a file next to the stack."),
};
