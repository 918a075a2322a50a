import { CertRequest } from "@cdktf/provider-tls/lib/cert-request";
import { LocallySignedCert } from "@cdktf/provider-tls/lib/locally-signed-cert";
import type { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Construct } from "constructs";
import type { Certificate } from "../../components/component";
import type { ClusterConfig } from "../../lib/config";
import { ids } from "../../lib/contract/ids";
import type { Authority } from "./authority";
import { privateKey } from "./key";
import { subject } from "./subject";

/** The inputs of a leaf. */
export interface LeafProps {
  readonly config: ClusterConfig;
  /** The CA that signs it. */
  readonly authority: Authority;
  readonly leaf: Certificate;
}

/** A leaf: key, request and certificate. The first plan within `renewBeforeHours` of its expiry renews it. */
export class Leaf extends Construct {
  readonly key: PrivateKey;
  readonly certificate: LocallySignedCert;

  constructor(scope: Construct, id: string, { config, authority, leaf }: LeafProps) {
    super(scope, id);
    this.key = privateKey(this, config);
    const request = new CertRequest(this, ids.request, {
      privateKeyPem: this.key.privateKeyPem,
      subject: [subject(config, leaf.commonName, leaf.organization)],
      dnsNames: leaf.dnsNames?.length ? [...leaf.dnsNames] : undefined,
      ipAddresses: leaf.ipAddresses?.length ? [...leaf.ipAddresses] : undefined,
    });
    this.certificate = new LocallySignedCert(this, ids.certificate, {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: authority.key.privateKeyPem,
      caCertPem: authority.certificate.certPem,
      allowedUses: [
        "digital_signature",
        ...(config.certificates.algorithm === "RSA-2048" ? ["key_encipherment"] : []),
        ...leaf.uses,
      ],
      validityPeriodHours: config.certificates.validityHours,
      earlyRenewalHours: config.certificates.renewBeforeHours,
      setSubjectKeyId: true,
    });
  }
}
