import type { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { AuthorityName, Certificate } from "../../components/component";
import { components } from "../../components/registry";
import type { Cluster } from "../../lib/cluster";
import { Authority } from "./authority";
import { privateKey } from "./key";
import { Leaf } from "./leaf";

const authorities: Record<AuthorityName, string> = {
  kubernetes: "kubernetes-ca",
  etcd: "etcd-ca",
  "front-proxy": "kubernetes-front-proxy-ca",
};

/** The certificates of a cluster: its authorities, the leaves that components declare, and the keys without a certificate. */
export class Pki extends Construct {
  private readonly authorities = new Map<string, Authority>();
  private readonly leaves = new Map<string, Leaf>();
  private readonly keys = new Map<string, PrivateKey>();

  /** @param loadBalancerName DNS name that the API server serves under as well; apply-time. */
  constructor(scope: Construct, id: string, cluster: Cluster, loadBalancerName: string) {
    super(scope, id);
    for (const [name, commonName] of Object.entries(authorities)) {
      this.authorities.set(name, new Authority(this, commonName, cluster.config, commonName));
    }
    for (const leaf of components.flatMap((component) => component.certificates?.(cluster) ?? [])) {
      this.addLeaf(cluster, leaf, loadBalancerName);
    }
    for (const name of ["service-account", "encryption"]) {
      this.keys.set(name, privateKey(new Construct(this, name), cluster.config));
    }
  }

  private addLeaf(cluster: Cluster, leaf: Certificate, loadBalancerName: string): void {
    const names = [...(leaf.dnsNames ?? []), ...(leaf.loadBalancer ? [loadBalancerName] : [])];
    this.leaves.set(leaf.name, new Leaf(this, cluster.config, this.authorities.get(leaf.authority)!, leaf, names));
  }

  /** PEM of a leaf's or an authority's certificate. */
  certificate(name: string): string {
    return found(this.leaves.get(name) ?? this.authorities.get(name), name).certificate.certPem;
  }

  /** PEM of a leaf's, an authority's or a plain key; sensitive. */
  privateKey(name: string): string {
    return this.key(name).privateKeyPem;
  }

  /** PEM of the public half. */
  publicKey(name: string): string {
    return this.key(name).publicKeyPem;
  }

  /** When each leaf ends, by its name: RFC 3339. */
  expiries(): Record<string, string> {
    return Object.fromEntries([...this.leaves].map(([name, leaf]) => [name, leaf.certificate.validityEndTime]));
  }

  /** 32 bytes as base64, from a key made for nothing else: as random as that key, and of just the size that the ciphers take. */
  generatedEncryptionKey(): string {
    return Fn.base64sha256(this.key("encryption").privateKeyPem);
  }

  private key(name: string): PrivateKey {
    return this.keys.get(name) ?? found(this.leaves.get(name) ?? this.authorities.get(name), name).key;
  }
}

function found<T>(thing: T | undefined, name: string): T {
  if (!thing) throw new Error(`no component declares a certificate named ${name}`);
  return thing;
}
