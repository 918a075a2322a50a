import { releaseUrl } from "../lib/artifacts";
import type { ClusterNode } from "../lib/address-plan";
import type { Cluster } from "../lib/cluster";
import { paths } from "../lib/contract/paths";
import type { Component } from "./component";
import { workerServer } from "./parts/kubeconfigs";
import { gatePlugin } from "./network-policy-gate";

/**
 * The CNI configuration of a node: a bridge for its pods, with addresses from the node's planned range. The VPC routes
 * between these ranges.
 */
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
        // Masquerading here would hide the addresses of pods between nodes. pod-network masquerades only traffic to the
        // outside.
        ipMasq: false,
        ipam: {
          type: "host-local",
          ranges: [[{ subnet: node.podCidr }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
      { type: "portmap", capabilities: { portMappings: true }, backend: config.kubeProxy.mode },
      // This plugin is the last one, because it needs the pod's address.
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
    config.networkPolicy ? [] : ["NetworkPolicy objects have no effect, because networkPolicy is false"],
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
