import type { ClusterEvidence, Container, Workload } from "./cluster-evidence";
import { type Finding, manual, type Requirement } from "./requirement";
import { rolesThatGrant, type Right } from "./rights";

const adminGroup = "groundup:cluster-admins";
const theirs = "depends on the workloads and rights that you add; you decide";
const baseline =
  "namespaces enforce `baseline`, which allows it; `restricted` warns, and is enforced where a label says so";

/** A requirement of section 5: all of them are manual. */
function policy(
  id: string,
  text: string,
  find: (cluster: ClusterEvidence) => readonly Finding[],
  reason?: string,
): Requirement {
  return { ids: [id], text, ...manual(reason), look: { on: "cluster", find } };
}

/** Every element of the list is a problem. */
function none(
  what: string,
  list: (cluster: ClusterEvidence) => readonly string[],
): (cluster: ClusterEvidence) => Finding[] {
  return (cluster) => {
    const found = [...new Set(list(cluster))];
    const seen = found.length > 0 ? `${what}: ${found.join(", ")}` : `${what}: none`;
    return [{ seen, problem: found.length > 0 ? seen : undefined }];
  };
}

const refused = (...names: string[]) =>
  none("would be accepted", ({ accepted }) => names.filter((name) => accepted.includes(name)));

const fullName = ({ metadata }: { metadata: { name: string; namespace?: string } }) =>
  [metadata.namespace, metadata.name].filter(Boolean).join("/");

/** Names of a binding's subjects: `Group groundup:cluster-admins`. */
const subjectsOf = (cluster: ClusterEvidence, role: string) =>
  cluster.bindings
    .filter((binding) => binding.roleRef.name === role)
    .flatMap((binding) => (binding.subjects ?? []).map(({ kind, name }) => `${kind} ${name}`));

const bound = (cluster: ClusterEvidence, namespace: string | undefined, name: string) =>
  cluster.bindings.some((binding) =>
    binding.subjects?.some((it) => it.kind === "ServiceAccount" && it.name === name && it.namespace === namespace),
  );

const holdsToken = ({ spec }: Workload) =>
  spec.volumes?.some((volume) => volume.projected?.sources.some((source) => "serviceAccountToken" in source)) ?? false;

const readsSecrets = ({ env, envFrom }: Container) =>
  env?.some((one) => one.valueFrom?.secretKeyRef) || envFrom?.some((one) => one.secretRef);

const rights = (id: string, what: string, wanted: readonly Right[], allowed: readonly string[] = []) =>
  policy(
    id,
    `only Kubernetes' own roles can ${what}`,
    none("roles", ({ roles }) => rolesThatGrant(roles, wanted).filter((name) => !allowed.includes(name))),
    theirs,
  );

const rbac = "rbac.authorization.k8s.io";
const admission = "admissionregistration.k8s.io";

const rbacAndAccounts: readonly Requirement[] = [
  policy(
    "5.1.1",
    `only ${adminGroup} and Kubernetes' own group are bound to cluster-admin`,
    none("others", (cluster) =>
      subjectsOf(cluster, "cluster-admin").filter(
        (it) => ![`Group ${adminGroup}`, "Group system:masters"].includes(it),
      ),
    ),
    theirs,
  ),
  policy(
    "5.1.2",
    "a user without roles cannot read secrets",
    none("may", ({ anybodyMay }) => anybodyMay.filter((it) => it.endsWith("secrets"))),
  ),
  rights("5.1.3", "use every verb on a resource", [{ verb: "*" }]),
  policy(
    "5.1.4",
    "a user without roles cannot create pods",
    none("may", ({ anybodyMay }) => anybodyMay.filter((it) => it.endsWith("pods"))),
  ),
  policy(
    "5.1.5",
    "default service accounts mount no token and have no rights",
    none("default accounts of", ({ accounts }) =>
      accounts
        .filter(({ metadata, automountServiceAccountToken: mounts }) => metadata.name === "default" && mounts !== false)
        .map(({ metadata }) => metadata.namespace!),
    ),
    "Kubernetes creates one in every namespace, again after a deletion; none has rights, so its token gives no access",
  ),
  policy(
    "5.1.6",
    "only pods whose service account has rights mount its token",
    none("pods", (cluster) =>
      cluster.pods
        .filter(
          (pod) => holdsToken(pod) && !bound(cluster, pod.metadata.namespace, pod.spec.serviceAccountName ?? "default"),
        )
        .map(fullName),
    ),
    theirs,
  ),
  policy(
    "5.1.7",
    "only Kubernetes binds system:masters, and nobody uses it",
    none("uses", (cluster) => [
      ...cluster.whoami.groups.filter((group) => group === "system:masters"),
      ...cluster.bindings
        .filter(
          (it) => it.metadata.name !== "cluster-admin" && it.subjects?.some(({ name }) => name === "system:masters"),
        )
        .map(fullName),
    ]),
  ),
  rights("5.1.8", "bind, escalate or impersonate", [
    { verb: "bind", group: rbac, resource: "clusterroles" },
    { verb: "escalate", group: rbac, resource: "clusterroles" },
    { verb: "impersonate", group: "", resource: "users" },
  ]),
  rights("5.1.9", "create persistent volumes", [{ verb: "create", group: "", resource: "persistentvolumes" }]),
  rights(
    "5.1.10",
    "reach kubelets through nodes/proxy",
    ["get", "create"].map((verb) => ({ verb, group: "", resource: "nodes/proxy" })),
    ["system:kube-apiserver-to-kubelet"],
  ),
  rights("5.1.11", "approve certificate requests", [
    { verb: "update", group: "certificates.k8s.io", resource: "certificatesigningrequests/approval" },
  ]),
  rights(
    "5.1.12",
    "change admission webhooks",
    ["mutating", "validating"].flatMap((kind) =>
      ["create", "update", "patch"].map((verb) => ({
        verb,
        group: admission,
        resource: `${kind}webhookconfigurations`,
      })),
    ),
  ),
  rights("5.1.13", "create tokens of service accounts", [
    { verb: "create", group: "", resource: "serviceaccounts/token" },
  ]),
];

const podSecurity: readonly Requirement[] = [
  policy("5.2.1", "pods must meet a Pod Security Standard", refused("privileged")),
  policy("5.2.2", "privileged containers are refused", refused("privileged")),
  policy("5.2.3", "hostPID is refused", refused("the host's process IDs")),
  policy("5.2.4", "hostIPC is refused", refused("the host's IPC")),
  policy("5.2.5", "hostNetwork is refused", refused("the host's network")),
  policy("5.2.6", "privilege escalation is refused", refused("new privileges"), baseline),
  policy("5.2.7", "root containers are refused", refused("root in the container"), baseline),
  policy("5.2.8", "NET_RAW is refused", refused("NET_RAW"), baseline),
  policy("5.2.9", "added capabilities are refused", refused("a further capability", "a default capability"), baseline),
  policy("5.2.10", "Windows HostProcess containers are refused", refused("Windows' HostProcess")),
  policy("5.2.11", "hostPath volumes are refused", refused("a folder of the host")),
  policy("5.2.12", "hostPort is refused", refused("a port of the host")),
];

/** The cluster's objects cannot show whether these hold, so each has a reason. */
const judgement = (id: string, text: string, reason: string) =>
  policy(id, text, () => [{ seen: "not told by the cluster", problem: "not told by the cluster" }], reason);

/** Pods of kube-router, which enforce NetworkPolicies on their nodes. */
function enforcers({ pods }: ClusterEvidence): Finding[] {
  const count = pods.filter(({ metadata }) => metadata.labels?.["k8s-app"] === "kube-router").length;
  const seen = `pods of kube-router: ${count}`;
  return [{ seen, problem: count > 0 ? undefined : seen }];
}

const others: readonly Requirement[] = [
  policy(
    "5.3.1",
    "the container network enforces NetworkPolicy",
    enforcers,
    "not with `networkPolicy: false`; synthesis warns",
  ),
  policy(
    "5.3.2",
    "every namespace has a NetworkPolicy",
    none("without", ({ namespaces, policed }) => namespaces.filter((name) => !policed.includes(name))),
    theirs,
  ),
  policy(
    "5.4.1",
    "secrets are files in pods, not variables",
    none("pods", ({ pods }) => pods.filter(({ spec }) => spec.containers.some(readsSecrets)).map(fullName)),
    theirs,
  ),
  judgement(
    "5.4.2",
    "secrets are kept outside of the cluster",
    "Secrets are encrypted in etcd; you can add an external store",
  ),
  judgement(
    "5.5.1",
    "ImagePolicyWebhook checks images",
    "it needs a service that you run; groundup's own files are pinned by their digests",
  ),
  policy(
    "5.6.1",
    "workloads are divided into namespaces",
    none("beside Kubernetes' own there is no namespace with pods, but pods in", ({ pods }) =>
      pods.map(({ metadata }) => metadata.namespace!).filter((name) => name === "default"),
    ),
    theirs,
  ),
  policy(
    "5.6.3",
    "pods and containers have a securityContext",
    none("without", ({ pods }) =>
      pods
        .filter(
          ({ spec }) =>
            !spec.containers.every((one) => one.securityContext ?? Object.keys(spec.securityContext ?? {}).length),
        )
        .map(fullName),
    ),
    theirs,
  ),
  policy(
    "5.6.4",
    "nothing runs in the namespace default",
    none("pods", ({ pods }) => pods.filter(({ metadata }) => metadata.namespace === "default").map(fullName)),
    theirs,
  ),
];

/** 5: the cluster's objects. Kubelets themselves provide 5.6.2, seccomp. */
export const policies: readonly Requirement[] = [...rbacAndAccounts, ...podSecurity, ...others];
