import type { Component } from "./component";
import { clusterRoleBinding } from "./rbac";

/** The group of people who administer the cluster: bound by RBAC, so that it can be unbound, unlike system:masters. */
export const adminGroup = "groundup:cluster-admins";

/** The people who run the cluster. Their credentials are outputs of Terraform; nodes never hold them. */
export const admin: Component = {
  name: "admin",
  roles: ["master"],
  certificates: () => [
    { name: "admin", authority: "kubernetes", commonName: "admin", organization: adminGroup, uses: ["client_auth"] },
    // Lays down the cluster's own objects, the binding of the group above among them; on a master only while a step runs.
    {
      name: "super-admin",
      authority: "kubernetes",
      commonName: "super-admin",
      organization: "system:masters",
      uses: ["client_auth"],
    },
  ],
  manifests: () => [clusterRoleBinding(adminGroup, "cluster-admin", { kind: "Group", name: adminGroup })],
};
