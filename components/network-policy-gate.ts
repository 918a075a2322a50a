import { createHash } from "node:crypto";
import type { ClusterNode } from "../lib/address-plan";
import type { ApplyTimeValues, Cluster } from "../lib/cluster";
import { paths } from "../lib/contract/paths";
import type { Confinement } from "../lib/render/unit";
import { staticFile } from "../lib/static-files";
import type { Component, NodeFile } from "./component";
import { certificateFile, keyFile, publicFile } from "./parts/files";
import { clusterRole, clusterRoleBinding } from "./parts/rbac";
import { alwaysOn, confinedToPacketFilter, neverGiveUp } from "./parts/sandbox";

const name = "network-policy-gate";
const { pki, scripts } = paths;
const rules = paths.networkPolicyRules;
const script = `${scripts}/${name}`;
const user = "groundup:network-policy-gate";

/** The name of the CNI plugin that closes the gate for a new pod. */
export const gatePlugin = "groundup-policy";

/** A chain that is written again as a whole. */
const chain = (table: string, name: string, hook: string, rules: readonly string[]) => [
  `add chain ${table} ${name} { type filter ${hook}; policy accept; }`,
  `flush chain ${table} ${name}`,
  ...rules.map((rule) => `add rule ${table} ${name} ${rule}`),
];

/**
 * The packet filter tables of a worker. Packets of pods pass only if the pod's address is in the set `open`. Policies
 * know IPv4 only, so nothing else passes between the pods of a node, nor from a pod to its node.
 */
export function gateRules({ podCidr }: Pick<ClusterNode, "podCidr">): string[] {
  const table = "ip groundup_policy";
  const bridge = "bridge groundup_policy";
  const established = "ct state established,related accept";
  const toClosed = `ip daddr ${podCidr} ip daddr != @open drop`;
  // A pod that may send raw packets can give them any address.
  const fromClosed = 'iifname "cni0" ip saddr != @open drop';
  return [
    "#!/usr/sbin/nft -f",
    "# Loaded again it keeps the set, so that what is open stays open.",
    `add table ${table}`,
    `add set ${table} open { type ipv4_addr; }`,
    ...chain(table, "forward", "hook forward priority -5", [established, fromClosed, toClosed]),
    ...chain(table, "input", "hook input priority -5", [established, fromClosed]),
    `add table ${bridge}`,
    "# IPv6, and frames with a VLAN tag, which the packet filter for IPv4 does not see.",
    ...chain(bridge, "prerouting", "hook prerouting priority -300", ['iifname "veth*" ether type != { ip, arp } drop']),
  ];
}

const confinement: Confinement = {
  settings: confinedToPacketFilter.settings,
  needs: {
    "root, CAP_NET_ADMIN, AF_NETLINK": "it writes the node's packet filter",
    network: "the packet filter is that of the node's own network",
  },
  exposure: 1.8,
};

/** A step places scripts before it compares files, so only the unit can show that a script has changed. */
function scriptDigest(): string {
  const lines = [name, "network-policy.sh"].flatMap((file) => staticFile("node", file));
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

/** The files that the plugin reads at each call. */
const pluginFiles = (values: ApplyTimeValues): NodeFile[] => [
  certificateFile(`${pki}/${name}.crt`, name, values),
  keyFile(`${pki}/${name}.key`, name, values),
  {
    path: `${paths.cniPrograms}/${gatePlugin}`,
    mode: "0755",
    lines: ["#!/bin/sh", `exec ${scripts}/network-policy-plugin`],
  },
];

/**
 * Blocks the packets of a new pod until its policies are enforced. kube-router learns a pod's address only after the
 * containers have started, and kube-router itself starts late after a boot (docs/decisions/0055).
 */
export const networkPolicyGate: Component = {
  name,
  roles: ["worker"],
  certificates: ({ config }) =>
    config.networkPolicy ? [{ name, authority: "kubernetes", commonName: user, uses: ["client_auth"] }] : [],
  files: ({ config }, values) =>
    config.networkPolicy
      ? [
          publicFile(paths.clusterAuthority, values.authority("kubernetes")),
          ...pluginFiles(values).map((file) => ({ ...file, reloads: true })),
        ]
      : [],
  nodeFiles: ({ config }: Cluster, node) =>
    config.networkPolicy ? [{ path: rules, mode: "0600", lines: gateRules(node) }] : [],
  service: ({ config }) =>
    config.networkPolicy
      ? {
          name,
          description: "Keeps pods' packets back until their network policies are enforced",
          documentation: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
          unit: {
            After: ["network-pre.target", "nftables.service"],
            Before: ["containerd.service", "kubelet.service"],
            ...neverGiveUp,
          },
          program: script,
          flags: {},
          service: {
            Type: "exec",
            ExecStartPre: `${script} load`,
            ExecStopPost: `${script} remove`,
            RuntimeDirectory: "groundup-network-policy",
            RuntimeDirectoryMode: "0700",
            RuntimeDirectoryPreserve: true,
            OOMScoreAdjust: -999,
            // systemd ignores it. The unit is restarted when it changes.
            "X-ScriptSHA256": scriptDigest(),
            ...alwaysOn,
          },
          confinement,
        }
      : undefined,
  ready: () => "nft list set ip groundup_policy open && nft list chain bridge groundup_policy prerouting",
  // These objects stay if policies are turned off: nodes that still have the gate use them until their update.
  manifests: ({ config }) =>
    config.networkPolicy
      ? [
          clusterRole(user, [{ apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["list"] }]),
          clusterRoleBinding(user, user, { kind: "User", name: user }),
        ]
      : [],
};
