import { apiServerPort, type ApplyTimeValues, type Cluster } from "../lib/cluster";
import { renderKubeconfig } from "../lib/render/kubeconfig";
import { credentialPath } from "../lib/render/unit";
import type { NodeFile } from "./component";
import { paths } from "./paths";

/** The API server beside whoever asks, on a master. */
export const localServer = `https://127.0.0.1:${apiServerPort}`;

/** The API servers behind the load balancer. */
export const balancedServer = ({ loadBalancerName }: ApplyTimeValues) => `https://${loadBalancerName}:${apiServerPort}`;

/** A service's kubeconfig: where it lies, and as whom the service comes. */
interface ServiceKubeconfig {
  readonly cluster: Cluster;
  readonly path: string;
  readonly user: string;
  /** Base name of its certificate and key in the PKI folder. */
  readonly certificate: string;
}

/** The kubeconfig of a service on a master: towards the API server beside it, its key among its credentials. */
export function localKubeconfig(
  props: ServiceKubeconfig & {
    /** Name of the systemd service. */
    readonly service: string;
  },
): NodeFile {
  return kubeconfigFile(props, localServer, credentialPath(props.service, `${props.certificate}.key`));
}

/** The kubeconfig of a service on a worker: through the load balancer. */
export function workerKubeconfig(props: ServiceKubeconfig & { readonly values: ApplyTimeValues }): NodeFile {
  return kubeconfigFile(props, balancedServer(props.values), `${paths.pki}/${props.certificate}.key`);
}

function kubeconfigFile(
  { cluster, path, user, certificate }: ServiceKubeconfig,
  server: string,
  key: string,
): NodeFile {
  const lines = renderKubeconfig({
    cluster: cluster.config.name,
    server,
    user,
    authority: { path: paths.clusterAuthority },
    certificate: { path: `${paths.pki}/${certificate}.crt` },
    key: { path: key },
  });
  return { path, mode: "0600", lines };
}
