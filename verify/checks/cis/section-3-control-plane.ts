import { parse } from "yaml";
import type { ClusterEvidence } from "./cluster-evidence";
import { flagOf, flagRequirements } from "./look";
import type { NodeEvidence } from "./node-evidence";
import { type Finding, manual, type Requirement } from "./requirement";
import { present } from "./wanted";

interface AuditRule {
  readonly level: string;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resources?: readonly { readonly group?: string; readonly resources?: readonly string[] }[];
}

/**
 * What the benchmark wants the audit log to record, and at which level: resources with secrets without their bodies.
 */
const recorded: readonly { group: string; resource: string; levels: readonly string[] }[] = [
  ...["secrets", "configmaps"].map((resource) => ({ group: "", resource, levels: ["Metadata"] })),
  { group: "authentication.k8s.io", resource: "tokenreviews", levels: ["Metadata"] },
  ...["pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy"].map((resource) => ({
    group: "",
    resource,
    levels: ["Metadata", "Request", "RequestResponse"],
  })),
];

/** The level at which all use of a resource is recorded: that of the first matching rule. */
function levelOf(rules: readonly AuditRule[], group: string, resource: string): string {
  const rule = rules.find(
    (one) =>
      !one.users &&
      !one.userGroups &&
      !one.verbs &&
      (one.resources ?? []).some((it) => (it.group ?? "") === group && it.resources?.includes(resource)),
  );
  return rule?.level ?? "None";
}

/** What the API server's audit policy says about the resources that should be recorded. */
export function findAuditPolicy(node: NodeEvidence): Finding[] {
  const file = flagOf(node, "kube-apiserver", "audit-policy-file");
  const { rules = [] } = (parse(node.texts[file ?? ""] ?? "") ?? {}) as { rules?: readonly AuditRule[] };
  return recorded.map(({ group, resource, levels }) => {
    const level = levelOf(rules, group, resource);
    const seen = `${resource} ${level}`;
    return { seen, problem: levels.includes(level) ? undefined : `${seen}; wanted: ${levels.join(" or ")}` };
  });
}

const findCertificateUsers = ({ whoami }: ClusterEvidence): Finding[] => {
  const seen = `${whoami.username} comes with ${whoami.credential || "a token"}`;
  return [{ seen, problem: whoami.credential.startsWith("X509") ? seen : undefined }];
};

/** Tokens that are stored in secrets of a type. */
const findTokens =
  (type: string) =>
  ({ secretTypes }: ClusterEvidence): Finding[] => {
    const count = secretTypes.filter((one) => one === type).length;
    const seen = `${count} secrets of type ${type}`;
    return [{ seen, problem: count > 0 ? seen : undefined }];
  };

/** 3: how users authenticate, and what is recorded. */
export const controlPlaneConfiguration: readonly Requirement[] = [
  {
    ids: ["3.1.1"],
    text: "people do not authenticate with client certificates",
    ...manual("the first administrator does, with RBAC rights, and for a year by default; use OIDC for other people"),
    look: { on: "cluster", find: findCertificateUsers },
  },
  {
    ids: ["3.1.2"],
    text: "people do not authenticate with service account tokens",
    ...manual(),
    look: { on: "cluster", find: findTokens("kubernetes.io/service-account-token") },
  },
  {
    ids: ["3.1.3"],
    text: "people do not authenticate with bootstrap tokens",
    ...manual(),
    look: { on: "cluster", find: findTokens("bootstrap.kubernetes.io/token") },
  },
  ...flagRequirements("kube-apiserver", "masters", [["3.2.1", "audit-policy-file", present, manual()]]),
  {
    ids: ["3.2.2"],
    text: "the audit policy records secrets without their bodies, tokens, and commands in pods",
    ...manual(),
    look: { on: "masters", find: findAuditPolicy },
  },
];
