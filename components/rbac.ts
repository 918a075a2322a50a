import type { Manifest } from "./component";

const apiGroup = "rbac.authorization.k8s.io";
const apiVersion = `${apiGroup}/v1`;

/** What some may do with some resources. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Who gets a role: people and programs by a certificate's name or organization, or a service account. */
export type RbacSubject =
  | { readonly kind: "User" | "Group"; readonly name: string }
  | { readonly kind: "ServiceAccount"; readonly name: string; readonly namespace: string };

/** A role in the whole cluster. */
export function clusterRole(name: string, rules: readonly PolicyRule[]): Manifest {
  return { apiVersion, kind: "ClusterRole", metadata: { name }, rules };
}

/**
 * Gives a role in the whole cluster to somebody.
 * @param role name of the ClusterRole
 */
export function clusterRoleBinding(name: string, role: string, subject: RbacSubject): Manifest {
  return {
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup, kind: "ClusterRole", name: role },
    subjects: [subject.kind === "ServiceAccount" ? subject : { apiGroup, ...subject }],
  };
}
