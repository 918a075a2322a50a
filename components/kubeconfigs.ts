import { apiServerPort, type ApplyTimeValues, type Cluster } from "../lib/cluster";
import { renderKubeconfig } from "../lib/render/kubeconfig";
import { credentialPath } from "../lib/render/unit";
import type { NodeFile } from "./component";
import { paths } from "./paths";

/** The kubeconfig of a service on a master: towards the API server beside it, its key among its credentials. */
export function localKubeconfig(props: {
  readonly cluster: Cluster;
  readonly path: string;
  readonly user: string;
  /** Name of the systemd service. */
  readonly service: string;
  /** Base name of its certificate and key in the PKI folder. */
  readonly certificate: string;
}): NodeFile {
  const { cluster, path, user, service, certificate } = props;
  const lines = renderKubeconfig({
    cluster: cluster.config.name,
    server: `https://127.0.0.1:${apiServerPort}`,
    user,
    authority: { path: paths.clusterAuthority },
    certificate: { path: `${paths.pki}/${certificate}.crt` },
    key: { path: credentialPath(service, `${certificate}.key`) },
  });
  return { path, mode: "0600", lines };
}

/** The kubeconfig of a service on a worker: through the load balancer. */
export function workerKubeconfig(props: {
  readonly cluster: Cluster;
  readonly values: ApplyTimeValues;
  readonly path: string;
  readonly user: string;
  /** Base name of its certificate and key in the PKI folder. */
  readonly certificate: string;
}): NodeFile {
  const { cluster, values, path, user, certificate } = props;
  const lines = renderKubeconfig({
    cluster: cluster.config.name,
    server: `https://${values.loadBalancerName}:${apiServerPort}`,
    user,
    authority: { path: paths.clusterAuthority },
    certificate: { path: `${paths.pki}/${certificate}.crt` },
    key: { path: `${paths.pki}/${certificate}.key` },
  });
  return { path, mode: "0600", lines };
}
