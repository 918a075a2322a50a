import type { Cluster } from "../../lib/cluster";
import { unitPath } from "../../lib/contract/paths";
import { yamlLines } from "../../lib/render/yaml";
import { nodesOf } from "./bundle";
import type { Component } from "../component";
import { etcd } from "../etcd";
import { kubeApiserver } from "../kube-apiserver";
import { kubeControllerManager } from "../kube-controller-manager";
import { kubeProxy, kubeProxyConfiguration } from "../kube-proxy";
import { kubeScheduler } from "../kube-scheduler";
import { kubelet, kubeletConfiguration } from "../kubelet";

/**
 * Gives kube-bench one path where it looks for several: as the only candidate (`confs`) and as the fallback
 * (`defaultconf`).
 */
const only = (list: string, fallback: string, path: unknown) => ({ [list]: [path], [fallback]: path });

const conf = (path: unknown) => only("confs", "defaultconf", path);
const kubeconfig = (path: unknown) => only("kubeconfig", "defaultkubeconfig", path);
const unit = (path: unknown) => only("svc", "defaultsvc", path);

/**
 * The paths of the files that kube-bench checks, as its benchmark's config.yaml. kube-bench merges this file into its
 * general one (kube-bench, docs/architecture.md). Its pod definitions are systemd units here.
 */
export function kubeBenchConfiguration(cluster: Cluster): string[] {
  const serviceOf = ({ roles, service }: Component) => service!(cluster, nodesOf(cluster, roles[0]!)[0]!)!;
  const definition = (component: Component) => {
    const { name } = serviceOf(component);
    return { bins: [name], ...conf(unitPath(name)) };
  };
  const client = (component: Component) => ({
    ...definition(component),
    ...kubeconfig(serviceOf(component).credentials!.kubeconfig),
  });
  const member = {
    ...definition(etcd),
    ...only("datadirs", "defaultdatadir", serviceOf(etcd).flags["data-dir"]),
  };
  return yamlLines({
    master: {
      apiserver: definition(kubeApiserver),
      controllermanager: client(kubeControllerManager),
      scheduler: client(kubeScheduler),
      etcd: member,
    },
    etcd: { etcd: member },
    node: {
      kubelet: {
        bins: ["kubelet"],
        ...unit(unitPath("kubelet")),
        ...conf(serviceOf(kubelet).flags.config),
        ...kubeconfig(serviceOf(kubelet).flags.kubeconfig),
        ...only("cafile", "defaultcafile", kubeletConfiguration(cluster).authentication.x509.clientCAFile),
      },
      proxy: {
        bins: ["kube-proxy"],
        ...unit(unitPath("kube-proxy")),
        ...conf(serviceOf(kubeProxy).flags.config),
        ...kubeconfig(kubeProxyConfiguration(cluster).clientConnection.kubeconfig),
      },
    },
  });
}
