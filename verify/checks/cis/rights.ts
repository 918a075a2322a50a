import type { Role } from "./cluster-evidence";

/** A verb on a resource; without a resource, on any. */
export interface Right {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
}

/** Kubernetes' own roles, which the API server restores at every start. */
const isDefault = ({ metadata }: Role) => metadata.labels?.["kubernetes.io/bootstrapping"] === "rbac-defaults";

const has = (list: readonly string[] | undefined, one: string) => list?.some((it) => it === one || it === "*") ?? false;

/** Names of the roles other than Kubernetes' own that grant one of some rights. */
export function rolesThatGrant(roles: readonly Role[], rights: readonly Right[]): string[] {
  return roles
    .filter((role) => !isDefault(role))
    .filter(({ rules }) =>
      rights.some(({ verb, group, resource }) =>
        rules?.some(
          (rule) =>
            has(rule.verbs, verb) &&
            (resource === undefined || (has(rule.apiGroups, group ?? "") && has(rule.resources, resource))),
        ),
      ),
    )
    .map(({ metadata }) => [metadata.namespace, metadata.name].filter(Boolean).join("/"));
}
