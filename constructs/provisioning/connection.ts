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
  const { bastion, keyPair } = ssh;
  const privateKey = generatedKey ?? (keyPair?.privateKeyFile ? operatorFile(keyPair.privateKeyFile) : undefined);
  return {
    type: "ssh",
    host: bastion ? node.plan.address : node.instance.publicIp,
    user: ssh.user,
    privateKey,
    // Typed as text in cdktf; Terraform wants what it can read as a boolean.
    agent: String(ssh.agent),
    timeout: "10m",
    ...(bastion && {
      bastionHost: bastion.host,
      bastionUser: bastion.user,
      bastionPort: bastion.port,
      bastionPrivateKey: bastion.privateKeyFile ? operatorFile(bastion.privateKeyFile) : privateKey,
    }),
  };
}
