import type { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { SelfSignedCert } from "@cdktf/provider-tls/lib/self-signed-cert";
import { Construct } from "constructs";
import type { ClusterConfig } from "../../lib/config";
import { ids } from "../../lib/contract/ids";
import { outlastsTrust } from "./lifecycle";
import { privateKey } from "./key";
import { subject } from "./subject";

/** One of the cluster's CAs. It signs only certificates and revocation lists. */
export class Authority extends Construct {
  readonly key: PrivateKey;
  readonly certificate: SelfSignedCert;

  /** @param id the CA's common name, as kubeadm names it, with its generation: `kubernetes-ca` */
  constructor(scope: Construct, id: string, config: ClusterConfig) {
    super(scope, id);
    this.key = privateKey(this, config, outlastsTrust);
    this.certificate = new SelfSignedCert(this, ids.certificate, {
      privateKeyPem: this.key.privateKeyPem,
      subject: [subject(config, id)],
      isCaCertificate: true,
      allowedUses: ["cert_signing", "crl_signing"],
      validityPeriodHours: config.certificates.authorityValidityHours,
      setSubjectKeyId: true,
      lifecycle: outlastsTrust,
    });
  }
}
