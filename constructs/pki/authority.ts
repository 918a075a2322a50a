import type { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { SelfSignedCert } from "@cdktf/provider-tls/lib/self-signed-cert";
import { Construct } from "constructs";
import type { ClusterConfig } from "../../lib/config";
import { outlastsTrust } from "./generation";
import { privateKey } from "./key";
import { subject } from "./subject";

/** A certificate authority of the cluster's own. It signs certificates and revocations, and nothing else. */
export class Authority extends Construct {
  readonly key: PrivateKey;
  readonly certificate: SelfSignedCert;

  /** @param commonName of its subject, as kubeadm names it: `kubernetes-ca`. */
  constructor(scope: Construct, id: string, config: ClusterConfig, commonName: string) {
    super(scope, id);
    this.key = privateKey(this, config, outlastsTrust);
    this.certificate = new SelfSignedCert(this, "certificate", {
      privateKeyPem: this.key.privateKeyPem,
      subject: [subject(config, commonName)],
      isCaCertificate: true,
      allowedUses: ["cert_signing", "crl_signing"],
      validityPeriodHours: config.certificates.authorityValidityHours,
      setSubjectKeyId: true,
      lifecycle: outlastsTrust,
    });
  }
}
