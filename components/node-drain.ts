import type { Component } from "./component";
import { certificateFile, keyFile } from "./files";
import { scriptKubeconfig } from "./kubeconfigs";
import { paths } from "./paths";

const name = "node-drain";
const user = "groundup:node-drain";

/** What masters empty a leaving worker with (files/leave-worker). They hold the cluster's authority anyway. */
export const nodeDrain: Component = {
  name,
  roles: ["master"],
  certificates: () => [{ name, authority: "kubernetes", commonName: user, uses: ["client_auth"] }],
  files: (cluster, values) => [
    certificateFile(`${paths.pki}/${name}.crt`, name, values),
    keyFile(`${paths.pki}/${name}.key`, name, values),
    scriptKubeconfig({ cluster, path: `${paths.kubernetes}/${name}.conf`, user, certificate: name }),
  ],
  manifests: () => [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: user },
      rules: [
        { apiGroups: [""], resources: ["nodes"], verbs: ["get", "patch", "delete"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
        { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
        // Their pods are left where they are: they would come back at once.
        { apiGroups: ["apps"], resources: ["daemonsets"], verbs: ["get"] },
      ],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: user },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: user },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
    },
  ],
};
