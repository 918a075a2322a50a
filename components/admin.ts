import type { Component } from "./component";
import { clusterRoleBinding } from "./parts/rbac";

/**
 * The group of the cluster's administrators. A binding in RBAC gives it its rights, so that the rights can be revoked,
 * unlike those of system:masters.
 */
export const adminGroup = "groundup:cluster-admins";

/** The cluster's administrators. Their credentials are outputs of Terraform; nodes never have them. */
export const admin: Component = {
  name: "admin",
  roles: ["master"],
  certificates: () => [
    { name: "admin", authority: "kubernetes", commonName: "admin", organization: adminGroup, uses: ["client_auth"] },
    // This credential creates the cluster's own objects, including the binding of the group above. It is on a master
    // only while a step runs.
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
