import type { ApplyTimeValues, Cluster } from "../lib/cluster";
import { paths } from "../lib/contract/paths";
import { renderKubeconfig } from "../lib/render/kubeconfig";
import { yamlDocuments } from "../lib/render/yaml";
import type { NodeFile } from "./component";
import { balancedServer, localServer } from "./kubeconfigs";
import { components } from "./registry";

/** A kubeconfig that holds its credentials itself. */
function embeddedKubeconfig(cluster: Cluster, values: ApplyTimeValues, name: string, server: string): string[] {
  return renderKubeconfig({
    cluster: cluster.config.name,
    server,
    user: name,
    authority: { base64: values.base64(values.authority("kubernetes")) },
    certificate: { base64: values.base64(values.certificate(name)) },
    key: { base64: values.base64(values.privateKey(name)) },
  });
}

/** What people talk to the cluster with. */
export function adminKubeconfig(cluster: Cluster, values: ApplyTimeValues): string[] {
  return embeddedKubeconfig(cluster, values, "admin", balancedServer(values));
}

/** The cluster's own objects, and the credential that may lay them down before any RBAC of ours exists. */
export function addonFiles(cluster: Cluster, values: ApplyTimeValues): NodeFile[] {
  const objects = components.flatMap((component) => component.manifests?.(cluster) ?? []);
  return [
    {
      path: `${paths.addons}/kubeconfig`,
      mode: "0600",
      lines: embeddedKubeconfig(cluster, values, "super-admin", localServer),
      shown: [],
    },
    { path: paths.manifests, mode: "0600", lines: yamlDocuments(objects) },
  ];
}
