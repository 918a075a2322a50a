import type { Cluster, Software } from "../../lib/cluster";
import { renderKubeconfig } from "../../lib/render/kubeconfig";
import type { ClusterConfig } from "../../lib/config";
import type { NodeFile } from "../component";
import { paths } from "../../lib/contract/paths";

type Webhook = NonNullable<ClusterConfig["authentication"]["webhook"]>;

/**
 * The API server's authentication configuration. Anonymous requests reach only the health paths, so that a load
 * balancer without a certificate can check them. Issuers of the cluster file are copied unchanged.
 */
export function authenticationConfiguration({ config }: Cluster) {
  const { jwt } = config.authentication;
  return {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "AuthenticationConfiguration",
    anonymous: { enabled: true, conditions: [{ path: "/livez" }, { path: "/readyz" }, { path: "/healthz" }] },
    ...(jwt.length ? { jwt } : {}),
  };
}

/** Base name of the file of --authentication-token-webhook-config-file. */
export const webhookFile = "authentication-webhook.yaml";

/**
 * The kubeconfig with which the API server asks a webhook about unknown tokens. Only root can read it, as all
 * kubeconfigs.
 */
export function webhookFiles({ config: { authentication } }: Cluster): NodeFile[] {
  if (!authentication.webhook) return [];
  const path = `${paths.kubernetes}/${webhookFile}`;
  return [{ path, mode: "0600", lines: webhookKubeconfig(authentication.webhook) }];
}

/** The caution about the power of a webhook's answers. */
export function webhookCautions({ config: { authentication } }: Software): string[] {
  if (!authentication.webhook) return [];
  return [
    `${authentication.webhook.server} (authentication.webhook) receives every bearer token that no other authenticator accepts. It can authenticate a token as any user or group, including system:masters`,
  ];
}

function webhookKubeconfig({ server, certificateAuthority: authority }: Webhook): string[] {
  return renderKubeconfig({
    cluster: "webhook",
    server,
    user: "kube-apiserver",
    authority: authority ? { base64: Buffer.from(authority).toString("base64") } : undefined,
  });
}
