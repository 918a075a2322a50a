import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import type { TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../../lib/config";

/** The algorithms of the cluster file, as the tls provider names them. */
const algorithms: Record<
  ClusterConfig["certificates"]["algorithm"],
  { algorithm: string; ecdsaCurve?: string; rsaBits?: number }
> = {
  "ECDSA-P256": { algorithm: "ECDSA", ecdsaCurve: "P256" },
  "RSA-2048": { algorithm: "RSA", rsaBits: 2048 },
};

/** A private key with the algorithm of the cluster file. It is in Terraform's state, and on the nodes that need it. */
export function privateKey(
  scope: Construct,
  config: ClusterConfig,
  lifecycle?: TerraformResourceLifecycle,
): PrivateKey {
  return new PrivateKey(scope, "Resource", { ...algorithms[config.certificates.algorithm], lifecycle });
}
