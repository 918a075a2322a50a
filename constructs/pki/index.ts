import type { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { Certificate } from "../../components/component";
import { components } from "../../components/registry";
import type { Cluster } from "../../lib/cluster";
import { authorities } from "../../lib/contract/authorities";
import { ids } from "../../lib/contract/ids";
import { firstKeyName } from "../../lib/encryption";
import { Authority } from "./authority";
import { outlastsTrust } from "./lifecycle";
import { privateKey } from "./key";
import { Leaf } from "./leaf";

/**
 * The certificates of a cluster: its authorities, the leaves that components declare, and the keys without a
 * certificate. Of an authority and of the key pair of tokens there may be several generations: the first signs, all are
 * trusted.
 */
export class Pki extends Construct {
  private readonly authorities = new Map<string, readonly Authority[]>();
  private readonly leaves = new Map<string, Leaf>();
  private readonly keys = new Map<string, readonly PrivateKey[]>();
  /** One text for each authority: cdktf makes another placeholder whenever it is asked for an attribute. */
  private readonly trusted = new Map<string, string>();

  constructor(scope: Construct, id: string, cluster: Cluster) {
    super(scope, id);
    const { generations } = cluster.config.certificates;
    for (const [name, { commonName, key }] of Object.entries(authorities)) {
      const signers = generations[key].map((generation) => ids.authority({ commonName, generation }));
      this.authorities.set(
        name,
        signers.map((one) => new Authority(this, one, cluster.config)),
      );
      const certificates = this.authorities.get(name)!.map(({ certificate }) => certificate.certPem);
      this.trusted.set(name, certificates.join(""));
    }
    for (const leaf of components.flatMap((component) => component.certificates?.(cluster) ?? [])) {
      this.addLeaf(cluster, leaf);
    }
    const keyIds = {
      "service-account": generations.serviceAccount.map((generation) => ids.tokenKey({ generation })),
      encryption: [ids.encryptionKey],
    };
    for (const [name, generationsOfKey] of Object.entries(keyIds)) {
      this.keys.set(
        name,
        generationsOfKey.map((one) => privateKey(new Construct(this, one), cluster.config, outlastsTrust)),
      );
    }
  }

  private addLeaf(cluster: Cluster, leaf: Certificate): void {
    const [authority] = this.authorities.get(leaf.authority)!;
    const id = ids.leaf({ certificate: leaf.name });
    this.leaves.set(leaf.name, new Leaf(this, id, { config: cluster.config, authority: authority!, leaf }));
  }

  /** PEM of a leaf's certificate, or of that of an authority that signs now. */
  certificate(name: string): string {
    return this.certified(name).certificate.certPem;
  }

  /** PEMs of all generations of an authority, the signing one first. */
  authority(name: string): string {
    return found(this.trusted.get(name), name);
  }

  /** PEM of the key of a leaf, of an authority that signs now, or of a plain key's first generation; sensitive. */
  privateKey(name: string): string {
    return (this.keys.get(name)?.[0] ?? this.certified(name).key).privateKeyPem;
  }

  /** PEMs of the public halves of all generations of a plain key. */
  publicKeys(name: string): string {
    return found(this.keys.get(name), name)
      .map((key) => key.publicKeyPem)
      .join("");
  }

  /** Ids of all that nodes trust: every generation of authorities and of plain keys; apply-time. */
  trustedIds(): string[] {
    const certificates = [...this.authorities.values()].flat().map(({ certificate }) => certificate.id);
    return [...certificates, ...[...this.keys.values()].flat().map((key) => key.id)];
  }

  /** When each leaf ends, by its name: RFC 3339. */
  expiries(): Record<string, string> {
    return Object.fromEntries([...this.leaves].map(([name, leaf]) => [name, leaf.certificate.validityEndTime]));
  }

  /** When each authority ends, by its common name: RFC 3339. */
  authorityExpiries(): Record<string, string> {
    const all = [...this.authorities.values()].flat();
    return Object.fromEntries(all.map(({ node, certificate }) => [node.id, certificate.validityEndTime]));
  }

  /**
   * 32 bytes as base64, from a key made for nothing else: as random as that key, and of just the size that the ciphers
   * take. All come from one, so that no edit of the cluster file destroys a key (decision 0011); whoever knows one of
   * them does not know another.
   */
  generatedEncryptionKey(name: string): string {
    const privateKeyPem = this.privateKey("encryption");
    return Fn.base64sha256(name === firstKeyName ? privateKeyPem : Fn.join("\n", [name, privateKeyPem]));
  }

  private certified(name: string): Leaf | Authority {
    return found(this.leaves.get(name) ?? this.authorities.get(name)?.[0], name);
  }
}

function found<T>(thing: T | undefined, name: string): T {
  if (!thing) throw new Error(`no component declares a certificate or key named ${name}`);
  return thing;
}
