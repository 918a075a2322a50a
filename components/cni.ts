import { releaseUrl } from "../lib/artifacts";
import type { ClusterNode } from "../lib/address-plan";
import type { Cluster } from "../lib/cluster";
import { paths } from "../lib/contract/paths";
import type { Component } from "./component";
import { workerServer } from "./kubeconfigs";
import { gatePlugin } from "./network-policy-gate";

/** A bridge for the pods of one node, addresses from its planned range; the VPC routes between the ranges. */
export function conflist({ config }: Cluster, node: ClusterNode) {
  return {
    cniVersion: "1.0.0",
    name: "groundup",
    plugins: [
      {
        type: "bridge",
        bridge: "cni0",
        isGateway: true,
        hairpinMode: true,
        // Masquerading here would hide pods' addresses between nodes; pod-network does it towards the outside alone.
        ipMasq: false,
        ipam: {
          type: "host-local",
          ranges: [[{ subnet: node.podCidr }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
      { type: "portmap", capabilities: { portMappings: true }, backend: config.kubeProxy.mode },
      // Last: what it says of a pod is said of the address that the pod has got.
      ...(config.networkPolicy ? [{ type: gatePlugin, api: workerServer(config) }] : []),
    ],
  };
}

/** The pod network's plugins: bridge, host-local, loopback, portmap. */
export const cni: Component = {
  name: "cni",
  roles: ["worker"],
  artifacts: ({ release, config }) => [
    {
      name: "cni-plugins",
      version: release.cniPlugins,
      url: releaseUrl.cniPlugins(release.cniPlugins, config.architecture),
      install: { folder: paths.cniPrograms },
    },
  ],
  cautions: ({ config }) =>
    config.networkPolicy
      ? []
      : [
          "NetworkPolicy objects are accepted and not enforced, as networkPolicy is false: the bridge plugin knows none",
        ],
  nodeFiles: (cluster, node) => [
    // containerd watches the folder.
    {
      path: `${paths.cniConfiguration}/10-groundup.conflist`,
      mode: "0600",
      reloads: true,
      lines: JSON.stringify(conflist(cluster, node), null, 2).split("\n"),
    },
  ],
};
