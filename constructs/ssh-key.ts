import { KeyPair } from "@cdktf/provider-aws/lib/key-pair";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Construct } from "constructs";
import type { ClusterConfig } from "../lib/config";

/** The key pair that nodes are made with: the one the cluster file names, or one generated for this cluster alone. */
export class SshKey extends Construct {
  /** Name of the EC2 key pair. */
  readonly name: string;
  /** OpenSSH private key, where it was generated; apply-time, sensitive. */
  readonly generated?: string;

  constructor(scope: Construct, id: string, config: ClusterConfig) {
    super(scope, id);
    if (config.ssh.keyPair) {
      this.name = config.ssh.keyPair.name;
      return;
    }
    const key = new PrivateKey(this, "Resource", { algorithm: "ED25519" });
    this.generated = key.privateKeyOpenssh;
    this.name = new KeyPair(this, "pair", {
      keyName: config.name,
      publicKey: key.publicKeyOpenssh,
      tags: { Name: config.name },
    }).keyName;
  }
}
