import * as z from "zod";
import { privateKeyFile } from "./aws-fields";
import { type Fault, matching, someText, text, whole } from "./fields";

const loginName = matching("^[a-z_][a-z0-9_-]{0,31}$", {
  wanted: "a Linux user name",
  remedy: "use lower-case letters, digits, _ and -, at most 32, beginning with a letter",
});

/** Pattern of a line of a `.pub` file: type, key as base64, and optionally a comment of harmless characters. */
const publicKeyForm =
  "^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) AAAA[A-Za-z0-9+/]+={0,2}( [A-Za-z0-9_.@:-]+)?$";

function publicKeyFault(key: string): Fault | undefined {
  const wanted = "a public key as OpenSSH writes it: type and key, such as ssh-ed25519 AAAA...";
  // Never echo it: the message may be in a build log.
  if (key.includes("PRIVATE KEY")) return { found: "a private key", wanted, remedy: "write the line of its .pub file" };
  if (new RegExp(publicKeyForm).test(key)) return undefined;
  return { wanted, remedy: "copy the whole line, without host names before it" };
}

/** The public key of a host, or of a CA that signs the certificates of hosts. */
const hostKey = text(publicKeyFault, { pattern: publicKeyForm });

/** The operator's public key, or `generated` for a key pair that Terraform generates for the cluster. */
const userKey = text((key) => (key === "generated" ? undefined : publicKeyFault(key)), {
  pattern: `^generated$|${publicKeyForm}`,
});

const keyPair = z.strictObject({
  name: someText(255, "write the name under which AWS knows the key pair").describe("The name of the key pair in AWS."),
  privateKeyFile: privateKeyFile
    .optional()
    .describe("The path of the private key on the machine that runs Terraform. Default: the SSH agent has the key."),
});

const authorizedKey = z.strictObject({
  publicKey: userKey.describe("generated (in the state), or your own public key as in its .pub file: type and key."),
  privateKeyFile: privateKeyFile
    .optional()
    .describe("The path of your private key on the machine that runs Terraform. Default: the SSH agent has the key."),
});

const bastion = z.strictObject({
  host: matching("^[A-Za-z0-9.:-]+$", {
    wanted: "a host name or an address",
    remedy: "write the host alone; user and port have keys of their own",
  }).describe("The name or address of the bastion, as seen from the machine that runs Terraform."),
  user: loginName.default("ubuntu").describe("The login user on the bastion."),
  port: whole(1, 65535, "TCP ports are numbers from 1 to 65535").default(22).describe("The SSH port of the bastion."),
  privateKeyFile: privateKeyFile
    .optional()
    .describe("The path of the private key for the bastion. Default: the same key as for the nodes."),
  hostKey: hostKey
    .optional()
    .describe(
      "The host key of the bastion, or the key of the CA that signs its host certificate. Terraform 1.11 ignores ssh.bastion.hostKey. If ssh.hostCertificateAuthority is set, Terraform 1.11 checks the bastion with that CA instead. Default: not checked.",
    ),
});

/** How Terraform logs in to the nodes. */
export const ssh = z.strictObject({
  user: loginName.default("ubuntu").describe("The login user on the nodes. In Ubuntu's images it is ubuntu."),
  agent: z.boolean().default(false).describe("Whether Terraform uses keys of your SSH agent."),
  keyPair: keyPair.optional().describe("An existing EC2 key pair. Default: a generated key pair, in the state."),
  authorizedKey: authorizedKey
    .optional()
    .describe(
      "A public key that user data installs on the nodes, instead of an EC2 key pair. Default: a key pair is used.",
    ),
  bastion: bastion
    .optional()
    .describe("A bastion (jump host) for SSH to the nodes. Default: SSH to the nodes' public addresses."),
  hostKeys: z
    .record(z.string(), hostKey)
    .default({})
    .describe(
      "The host key of each node, by the node's name, such as master-0. Terraform refuses to connect to a node with a different key. Not allowed with ssh.bastion.",
    ),
  hostCertificateAuthority: hostKey
    .optional()
    .describe(
      "The public key of the CA that signs the nodes' host certificates, for images that have such certificates. Default: only hostKeys are checked.",
    ),
});
