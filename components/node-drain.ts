import type { Component } from "./component";
import { certificateFile, keyFile } from "./parts/files";
import { scriptKubeconfig } from "./parts/kubeconfigs";
import { paths } from "../lib/contract/paths";
import { clusterRole, clusterRoleBinding } from "./parts/rbac";

const name = "node-drain";
/** The user of the scripts on masters that let nodes and Services go. */
export const drainUser = "groundup:node-drain";

/**
 * The credential with which masters drain a leaving worker (node/leave-worker). Masters have the key of the cluster's
 * CA anyway.
 */
export const nodeDrain: Component = {
  name,
  roles: ["master"],
  certificates: () => [{ name, authority: "kubernetes", commonName: drainUser, uses: ["client_auth"] }],
  files: (cluster, values) => [
    certificateFile(`${paths.pki}/${name}.crt`, name, values),
    keyFile(`${paths.pki}/${name}.key`, name, values),
    scriptKubeconfig({ cluster, path: `${paths.kubernetes}/${name}.conf`, user: drainUser, certificate: name }),
  ],
  manifests: () => [
    clusterRole(drainUser, [
      { apiGroups: [""], resources: ["nodes"], verbs: ["get", "patch", "delete"] },
      { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
      // Drains skip the pods of DaemonSets, which would come back at once.
      { apiGroups: ["apps"], resources: ["daemonsets"], verbs: ["get"] },
    ]),
    clusterRoleBinding(drainUser, drainUser, { kind: "User", name: drainUser }),
  ],
};
