import type { SSHProvisionerConnection } from "cdktf";
import type { ClusterConfig } from "../../lib/config";
import type { Node } from "../nodes";

/** A file on the operator's machine, read when Terraform runs. */
const operatorFile = (path: string) => `\${file(pathexpand("${path}"))}`;

/** How Terraform reaches a node: by its public address, or by its private one behind a bastion. */
export function connectionTo(
  node: Node,
  ssh: ClusterConfig["ssh"],
  generatedKey: string | undefined,
): SSHProvisionerConnection {
  const { bastion, keyPair, authorizedKey, hostKeys, hostCertificateAuthority } = ssh;
  const file = keyPair?.privateKeyFile ?? authorizedKey?.privateKeyFile;
  const privateKey = generatedKey ?? (file && operatorFile(file));
  return {
    type: "ssh",
    host: bastion ? node.plan.address : node.instance.publicIp,
    user: ssh.user,
    privateKey,
    // Typed as text in cdktf; Terraform wants what it can read as a boolean.
    agent: String(ssh.agent),
    timeout: "10m",
    // Terraform takes the one key for the host's own, and for that of the authority behind the host's certificate.
    hostKey: hostKeys[node.plan.name] ?? hostCertificateAuthority,
    ...(bastion && {
      bastionHost: bastion.host,
      bastionUser: bastion.user,
      bastionPort: bastion.port,
      bastionHostKey: bastion.hostKey,
      bastionPrivateKey: bastion.privateKeyFile ? operatorFile(bastion.privateKeyFile) : privateKey,
    }),
  };
}
