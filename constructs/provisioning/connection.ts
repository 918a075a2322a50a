import type { SSHProvisionerConnection } from "cdktf";
import type { ClusterConfig } from "../../lib/config";
import type { Node } from "../nodes";
import { quoted } from "./template";

/** A file on the operator's machine, read when Terraform runs. */
const operatorFile = (path: string) => `\${file(pathexpand(${quoted(path)}))}`;

/** A host that Terraform opens SSH connections to. */
export interface Endpoint {
  readonly host: string;
  /**
   * What it must show: its own public key, or that of the authority behind its certificate.
   * @default it is not checked
   */
  readonly hostKey?: string;
}

/** Where Terraform finds a node: at its public address, or behind a bastion at its private one. */
export function endpointOf({ plan, instance }: Node, ssh: ClusterConfig["ssh"]): Endpoint {
  return {
    host: ssh.bastion ? plan.address : instance.publicIp,
    // Terraform takes the one key for the host's own, and for that of the authority behind the host's certificate.
    hostKey: ssh.hostKeys[plan.name] ?? ssh.hostCertificateAuthority,
  };
}

/**
 * How Terraform reaches a host.
 * @param ssh its texts escaped for Terraform
 * @param generatedKey PEM of the generated SSH key; undefined where the key is brought along
 * @param timeout how long it is tried, such as "10m"
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
    // Typed as text in cdktf; Terraform wants what it can read as a boolean.
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
