import { KeyPair } from "@cdktf/provider-aws/lib/key-pair";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { ClusterConfig } from "../lib/config";
import { ids } from "../lib/contract/ids";

/**
 * The SSH key of the nodes. It is an EC2 key pair that the cluster file names, or one that is generated for this
 * cluster, or a key in user data without an EC2 key pair.
 */
export class SshKey extends Construct {
  /**
   * Name of the EC2 key pair.
   * @default undefined: user data contains the key
   */
  readonly pairName?: string;
  /**
   * OpenSSH public key for user data; it may be apply-time.
   * @default undefined: the nodes have an EC2 key pair
   */
  readonly authorized?: string;
  /**
   * The generated OpenSSH private key; apply-time, sensitive.
   * @default undefined: the cluster file names a key
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
