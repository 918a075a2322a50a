import { KeyPair } from "@cdktf/provider-aws/lib/key-pair";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { ClusterConfig } from "../lib/config";
import { ids } from "../lib/contract/ids";

/**
 * The key that nodes are made with: that of a key pair in AWS, which the cluster file names or which is generated for
 * this cluster alone; or one that user data brings, of which AWS knows nothing.
 */
export class SshKey extends Construct {
  /**
   * Name of the EC2 key pair.
   * @default there is none
   */
  readonly pairName?: string;
  /**
   * OpenSSH public key for user data; it may be apply-time.
   * @default a key pair says it
   */
  readonly authorized?: string;
  /**
   * OpenSSH private key; apply-time, sensitive.
   * @default the cluster file names one
   */
  readonly generated?: string;

  constructor(scope: Construct, id: string, { name, ssh }: ClusterConfig) {
    super(scope, id);
    const { keyPair, authorizedKey } = ssh;
    this.pairName = keyPair?.name;
    this.authorized = authorizedKey?.publicKey;
    if (keyPair || (authorizedKey && authorizedKey.publicKey !== "generated")) return;
    const key = new PrivateKey(this, "Resource", { algorithm: "ED25519" });
    this.generated = key.privateKeyOpenssh;
    if (authorizedKey) this.authorized = Fn.trimspace(key.publicKeyOpenssh);
    else this.pairName = this.addPair(name, key.publicKeyOpenssh);
  }

  private addPair(keyName: string, publicKey: string): string {
    return new KeyPair(this, ids.keyPair, { keyName, publicKey, tags: { Name: keyName } }).keyName;
  }
}
