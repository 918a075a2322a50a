import { yamlLines } from "./yaml";

/** The content of a kubeconfig: the API server, and the user's credentials. */
export interface Kubeconfig {
  /** The kubeconfig's name for the cluster. */
  readonly cluster: string;
  /** URL of the API server. */
  readonly server: string;
  /** The kubeconfig's name for the user. The API server takes the real user name from the certificate. */
  readonly user: string;
  /**
   * The CA's certificate. If it is left out, clients trust the CAs of their own machine.
   * @default the CAs of the client's machine
   */
  readonly authority?: FileOrData;
  /** The client certificate. Without certificate and key, the user has no credentials. @default no credentials */
  readonly certificate?: FileOrData;
  /** The private key of the client certificate. @default no credentials */
  readonly key?: FileOrData;
}

/** A file's path, or its content as base64. */
export type FileOrData = { readonly path: string } | { readonly base64: string };

function entry(name: string, from: FileOrData | undefined) {
  if (!from) return {};
  return "path" in from ? { [name]: from.path } : { [`${name}-data`]: from.base64 };
}

/** Renders a kubeconfig (v1 Config) with one context, `default`, as in the guide. */
export function renderKubeconfig(config: Kubeconfig): string[] {
  return yamlLines({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: config.cluster, cluster: { server: config.server, ...entry("certificate-authority", config.authority) } },
    ],
    users: [
      {
        name: config.user,
        user: { ...entry("client-certificate", config.certificate), ...entry("client-key", config.key) },
      },
    ],
    contexts: [{ name: "default", context: { cluster: config.cluster, user: config.user } }],
    "current-context": "default",
  });
}
