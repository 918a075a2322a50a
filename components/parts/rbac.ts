import type { Manifest } from "../component";

const apiGroup = "rbac.authorization.k8s.io";
const apiVersion = `${apiGroup}/v1`;

/** One rule of a role: verbs on resources. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * The subject of a binding: a user or a group, by the name or the organization in a certificate, or a service account.
 */
export type RbacSubject =
  | { readonly kind: "User" | "Group"; readonly name: string }
  | { readonly kind: "ServiceAccount"; readonly name: string; readonly namespace: string };

/**
 * A ClusterRole.
 * @param labels labels by which Kubernetes' own roles, such as `view`, include its rules. Default: none.
 */
export function clusterRole(
  name: string,
  rules: readonly PolicyRule[],
  labels?: Readonly<Record<string, string>>,
): Manifest {
  return { apiVersion, kind: "ClusterRole", metadata: { name, ...(labels && { labels }) }, rules };
}

/**
 * Binds a ClusterRole in the whole cluster.
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

/**
 * Binds a Role in its namespace.
 * @param role name of the Role, in the same namespace
 */
export function roleBinding(namespace: string, name: string, role: string, subject: RbacSubject): Manifest {
  const binding = clusterRoleBinding(name, role, subject);
  return {
    ...binding,
    kind: "RoleBinding",
    metadata: { name, namespace },
    roleRef: { apiGroup, kind: "Role", name: role },
  };
}
