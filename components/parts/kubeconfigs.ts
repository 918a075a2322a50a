import { apiServerName, type ApplyTimeValues, type Cluster } from "../../lib/cluster";
import type { ClusterConfig } from "../../lib/config";
import { renderKubeconfig } from "../../lib/render/kubeconfig";
import { credentialPath } from "../../lib/render/unit";
import type { NodeFile } from "../component";
import { local, paths, ports } from "../../lib/contract/paths";

/** The URL of the API server on the same master as its client. */
export const localServer = `https://${local(ports.apiServer)}`;

/** The URL with which workers reach the API servers at their own addresses (`api-name.ts`). */
export const workerServer = (config: ClusterConfig) => `https://${apiServerName(config)}:${ports.apiServer}`;

/** The URL of the API servers behind the load balancer, for people and pipelines. */
export const balancedServer = ({ loadBalancerName }: ApplyTimeValues) =>
  `https://${loadBalancerName}:${ports.apiServer}`;

/** A kubeconfig on a node: its path and its user. */
interface ServiceKubeconfig {
  readonly cluster: Cluster;
  readonly path: string;
  readonly user: string;
  /** Base name of its certificate and key in the PKI folder. */
  readonly certificate: string;
}

/**
 * The kubeconfig of a service on a master. It uses the API server of the same master, and a key from the service's
 * credentials.
 */
export function localKubeconfig(
  props: ServiceKubeconfig & {
    /** Name of the systemd service. */
    readonly service: string;
  },
): NodeFile {
  return kubeconfigFile(props, localServer, credentialPath(props.service, `${props.certificate}.key`));
}

/**
 * The kubeconfig of groundup's own scripts on a master, which run as root. It uses the API server of the same master.
 */
export function scriptKubeconfig(props: ServiceKubeconfig): NodeFile {
  return kubeconfigFile(props, localServer, `${paths.pki}/${props.certificate}.key`);
}

/** The kubeconfig of a service on a worker. It reaches the API servers at their own addresses (`api-name.ts`). */
export function workerKubeconfig(props: ServiceKubeconfig): NodeFile {
  return kubeconfigFile(props, workerServer(props.cluster.config), `${paths.pki}/${props.certificate}.key`);
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
