import type { SSHProvisionerConnection } from "cdktf";
import type { ClusterConfig } from "../../lib/config";
import type { Node } from "../nodes";
import { quoted } from "./template";

/** The content of a file on the operator's machine. Terraform reads it when it runs. */
const operatorFile = (path: string) => `\${file(pathexpand(${quoted(path)}))}`;

/** A host that Terraform opens SSH connections to. */
export interface Endpoint {
  readonly host: string;
  /**
   * The key that the host must present: its own public key, or that of the CA behind its certificate.
   * @default the host's key is not checked
   */
  readonly hostKey?: string;
}

/** The endpoint of a node: its public address, or behind a bastion its private one. */
export function endpointOf({ plan, instance }: Node, ssh: ClusterConfig["ssh"]): Endpoint {
  return {
    host: ssh.bastion ? plan.address : instance.publicIp,
    // Terraform accepts this key as the host's own, and as the key of the CA behind the host's certificate.
    hostKey: ssh.hostKeys[plan.name] ?? ssh.hostCertificateAuthority,
  };
}

/**
 * The SSH connection of Terraform to a host.
 * @param ssh the SSH section, with its texts escaped for Terraform
 * @param generatedKey PEM of the generated SSH key; undefined if the user brings a key
 * @param timeout how long Terraform tries to connect, such as "10m"
 */
export function connectionTo(
  { host, hostKey }: Endpoint,
  ssh: ClusterConfig["ssh"],
  generatedKey: string | undefined,
  timeout: string,
): SSHProvisionerConnection {
  const { bastion, keyPair, authorizedKey } = ssh;
  const file = keyPair?.privateKeyFile ?? authorizedKey?.privateKeyFile;
  const privateKey = generatedKey ?? (file && operatorFile(file));
  return {
    type: "ssh",
    host,
    user: ssh.user,
    privateKey,
    // cdktf types this as text. Terraform wants a text that it can read as a boolean.
    agent: String(ssh.agent),
    timeout,
    hostKey,
    ...(bastion && {
      bastionHost: bastion.host,
      bastionUser: bastion.user,
      bastionPort: bastion.port,
      bastionHostKey: bastion.hostKey,
      bastionPrivateKey: bastion.privateKeyFile ? operatorFile(bastion.privateKeyFile) : privateKey,
    }),
  };
}
