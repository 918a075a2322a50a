import * as z from "zod";
import { privateKeyFile } from "./aws-fields";
import { type Fault, matching, someText, text, whole } from "./fields";

const loginName = matching("^[a-z_][a-z0-9_-]{0,31}$", {
  wanted: "a Linux user name",
  remedy: "use lower-case letters, digits, _ and -, at most 32, beginning with a letter",
});

/** A line of a `.pub` file: type, key as base64, and perhaps a comment of harmless characters. */
const publicKeyForm =
  "^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) AAAA[A-Za-z0-9+/]+={0,2}( [A-Za-z0-9_.@:-]+)?$";

function publicKeyFault(key: string): Fault | undefined {
  const wanted = "a public key as OpenSSH writes it: its type and itself, such as ssh-ed25519 AAAA...";
  // Never echo it: the message may end up in a build log.
  if (key.includes("PRIVATE KEY")) return { found: "a private key", wanted, remedy: "write the line of its .pub file" };
  if (new RegExp(publicKeyForm).test(key)) return undefined;
  return { wanted, remedy: "copy the whole line, without host names before it" };
}

/** A public key of a host, or of an authority that signs hosts' certificates. */
const hostKey = text(publicKeyFault, { pattern: publicKeyForm });

/** A public key of the operator's, or the word for one that is made for the cluster. */
const userKey = text((key) => (key === "generated" ? undefined : publicKeyFault(key)), {
  pattern: `^generated$|${publicKeyForm}`,
});

const keyPair = z.strictObject({
  name: someText(255, "write the name under which AWS knows the key pair").describe("The key pair's name in AWS."),
  privateKeyFile: privateKeyFile
    .optional()
    .describe("Path of its private key on the machine that runs Terraform. Left out: ssh.agent has it."),
});

const authorizedKey = z.strictObject({
  publicKey: userKey.describe(
    "generated (kept in the state), or the public half of a key of yours: type and key, as in its .pub file.",
  ),
  privateKeyFile: privateKeyFile
    .optional()
    .describe("Path of the private half of a key of yours. Left out: ssh.agent has it."),
});

const bastion = z.strictObject({
  host: matching("^[A-Za-z0-9.:-]+$", {
    wanted: "a host name or an address",
    remedy: "write the host alone; user and port have keys of their own",
  }).describe("Name or address of the bastion, as the machine that runs Terraform reaches it."),
  user: loginName.default("ubuntu").describe("The user to log in as on the bastion."),
  port: whole(1, 65535, "these are the TCP ports there are").default(22).describe("The bastion's SSH port."),
  privateKeyFile: privateKeyFile.optional().describe("The key for the bastion. Left out: the same as for the nodes."),
  hostKey: hostKey
    .optional()
    .describe(
      "The bastion's host key, or that of the authority that signs its certificate. Terraform 1.11 checks ssh.hostCertificateAuthority in its place. Left out: not checked.",
    ),
});

/** How Terraform logs in on the nodes. */
export const ssh = z.strictObject({
  user: loginName.default("ubuntu").describe("The user to log in as on the nodes; Ubuntu's images have ubuntu."),
  agent: z.boolean().default(false).describe("Whether Terraform asks the operator's SSH agent for keys."),
  keyPair: keyPair.optional().describe("A key pair that exists in AWS. Left out: one is generated, kept in the state."),
  authorizedKey: authorizedKey
    .optional()
    .describe(
      "A key that user data hands to the nodes, in place of a key pair: AWS then knows none. Left out: a key pair.",
    ),
  bastion: bastion.optional().describe("A host to hop over. Left out: the nodes' public addresses are used."),
  hostKeys: z
    .record(z.string(), hostKey)
    .default({})
    .describe("Host keys by node, such as master-0: Terraform's connection to this node is refused where it differs."),
  hostCertificateAuthority: hostKey
    .optional()
    .describe(
      "Key of the authority that signs the nodes' host certificates, for images that carry such. Left out: only hostKeys count.",
    ),
});
