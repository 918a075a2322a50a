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
 * The PKI of a cluster: its CAs, the leaf certificates that components declare, and the key pairs without a
 * certificate. A CA and the key pair of tokens can have several generations. The first one signs; all are trusted.
 */
export class Pki extends Construct {
  private readonly authorities = new Map<string, readonly Authority[]>();
  private readonly leaves = new Map<string, Leaf>();
  private readonly keys = new Map<string, readonly PrivateKey[]>();
  /**
   * One text for each CA. cdktf makes a new placeholder each time that it is asked for an attribute, so the text is
   * made only once.
   */
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

  /** PEM of the certificate of a leaf, or of the signing generation of a CA. */
  certificate(name: string): string {
    return this.certified(name).certificate.certPem;
  }

  /** PEMs of all generations of a CA, the signing one first. */
  authority(name: string): string {
    return found(this.trusted.get(name), name);
  }

  /**
   * PEM of the key of a leaf, of the signing generation of a CA, or of the first generation of a key pair without a
   * certificate; sensitive.
   */
  privateKey(name: string): string {
    return (this.keys.get(name)?.[0] ?? this.certified(name).key).privateKeyPem;
  }

  /** PEMs of the public keys of all generations of a key pair without a certificate. */
  publicKeys(name: string): string {
    return found(this.keys.get(name), name)
      .map((key) => key.publicKeyPem)
      .join("");
  }

  /** Ids of everything that nodes trust: all generations of CAs and of key pairs without a certificate; apply-time. */
  trustedIds(): string[] {
    const certificates = [...this.authorities.values()].flat().map(({ certificate }) => certificate.id);
    return [...certificates, ...[...this.keys.values()].flat().map((key) => key.id)];
  }

  /** The expiry of each leaf, by the leaf's name: RFC 3339. */
  expiries(): Record<string, string> {
    return Object.fromEntries([...this.leaves].map(([name, leaf]) => [name, leaf.certificate.validityEndTime]));
  }

  /** The expiry of each CA, by its common name and generation: RFC 3339. */
  authorityExpiries(): Record<string, string> {
    const all = [...this.authorities.values()].flat();
    return Object.fromEntries(all.map(({ node, certificate }) => [node.id, certificate.validityEndTime]));
  }

  /**
   * A key of encryption at rest: 32 bytes as base64, the size that the ciphers need. It is a hash of a private key that
   * has no other use, so it is as random as that key. All encryption keys come from this one private key, so that no
   * edit of the cluster file destroys a key (decision 0011). One encryption key reveals nothing about another.
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
