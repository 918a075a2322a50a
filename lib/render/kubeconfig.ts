import { yamlLines } from "./yaml";

/** What a kubeconfig says: where the API server is, and who its user is. */
export interface Kubeconfig {
  /** Name of the cluster in it. */
  readonly cluster: string;
  /** URL of the API server. */
  readonly server: string;
  /** User name in it; the API server takes the real one from the certificate. */
  readonly user: string;
  /** The authority's certificate. Left out: the machine's own authorities are believed. */
  readonly authority?: FileOrData;
  /** Left out, as the key: the user comes without a credential. */
  readonly certificate?: FileOrData;
  readonly key?: FileOrData;
}

/** A path, or base64 of the content itself. */
export type FileOrData = { readonly path: string } | { readonly base64: string };

function entry(name: string, from: FileOrData | undefined) {
  if (!from) return {};
  return "path" in from ? { [name]: from.path } : { [`${name}-data`]: from.base64 };
}

/** Renders a kubeconfig (v1 Config) with one context, `default`, as the guide's. */
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
