import type { Kubectl } from "../../kubectl";
import type { List, Meta } from "../../objects";
import type { Subject } from "../../subject";
import { podTrials, trialPod } from "./pod-trials";

/** A Role or ClusterRole. */
export interface Role {
  readonly metadata: Meta & { readonly labels?: Readonly<Record<string, string>> };
  readonly rules:
    | readonly {
        readonly apiGroups?: readonly string[];
        readonly resources?: readonly string[];
        readonly verbs: readonly string[];
      }[]
    | null;
}

/** A RoleBinding or ClusterRoleBinding. */
export interface Binding {
  readonly metadata: Meta;
  readonly roleRef: { readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

/** A ServiceAccount. */
export interface Account {
  readonly metadata: Meta;
  readonly automountServiceAccountToken?: boolean;
}

/** A container, as far as the benchmark looks at it. */
export interface Container {
  readonly securityContext?: object;
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: object } }[];
  readonly envFrom?: readonly { readonly secretRef?: object }[];
}

/** A pod, as far as the benchmark looks at it. */
export interface Workload {
  readonly metadata: Meta;
  readonly spec: {
    readonly serviceAccountName?: string;
    readonly volumes?: readonly { readonly projected?: { readonly sources: readonly object[] } }[];
    readonly containers: readonly Container[];
    readonly securityContext?: object;
  };
}

/** What the cluster's objects are like. */
export interface ClusterEvidence {
  /** Who this run's kubeconfig comes as, and the kind of its credential: `X509SHA256=...`. */
  readonly whoami: { readonly username: string; readonly groups: readonly string[]; readonly credential: string };
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
  readonly accounts: readonly Account[];
  readonly pods: readonly Workload[];
  readonly namespaces: readonly string[];
  /** Namespaces that have NetworkPolicies. */
  readonly policed: readonly string[];
  readonly secretTypes: readonly string[];
  /** What anybody who has authenticated may do, of `get secrets` and the like. */
  readonly anybodyMay: readonly string[];
  /** Names of trial pods, as of podTrials, that the API server would accept in the namespace default. */
  readonly accepted: readonly string[];
}

/** What nobody may do for having authenticated alone. */
const askedForAnybody = ["get secrets", "list secrets", "watch secrets", "create pods"];

async function anybodyMay(kubectl: Kubectl): Promise<string[]> {
  const answers = await Promise.all(
    askedForAnybody.map((one) =>
      kubectl.attempt([
        ...["auth", "can-i", ...one.split(" "), "--all-namespaces"],
        ...["--as", "groundup:anybody", "--as-group", "system:authenticated"],
      ]),
    ),
  );
  return askedForAnybody.filter((_, index) => answers[index]!.stdout.trim() !== "no");
}

/** Asks for every trial pod without making it. */
async function acceptedTrials(kubectl: Kubectl): Promise<string[]> {
  const names = Object.keys(podTrials);
  const answers = await Promise.all(
    names.map((name) =>
      kubectl.attempt(["create", "--dry-run=server", "--namespace", "default", "--filename", "-"], {
        input: JSON.stringify(trialPod(name)),
      }),
    ),
  );
  return names.filter((_, index) => !/violates PodSecurity/.test(answers[index]!.stderr) || answers[index]!.code === 0);
}

interface UserInfo {
  readonly username: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

async function whoami(kubectl: Kubectl): Promise<ClusterEvidence["whoami"]> {
  const answer = await kubectl.run(["auth", "whoami", "--output", "json"]);
  const { username, groups = [], extra } = (JSON.parse(answer) as { status: { userInfo: UserInfo } }).status.userInfo;
  return { username, groups, credential: extra?.["authentication.kubernetes.io/credential-id"]?.[0] ?? "" };
}

/** Looks at the cluster's objects; at secrets' types alone. */
export async function clusterEvidence({ kubectl }: Subject): Promise<ClusterEvidence> {
  const all = <T>(kinds: string) => kubectl.get<List<T>>(kinds, "--all-namespaces").then(({ items }) => items);
  const [who, roles, bindings, accounts, pods, namespaces, policies, secrets, anybody, accepted] = await Promise.all([
    whoami(kubectl),
    all<Role>("clusterroles,roles"),
    all<Binding>("clusterrolebindings,rolebindings"),
    all<Account>("serviceaccounts"),
    all<Workload>("pods"),
    all<{ metadata: Meta }>("namespaces"),
    all<{ metadata: Meta }>("networkpolicies"),
    kubectl.run(["get", "secrets", "--all-namespaces", "--output", "jsonpath={range .items[*]}{.type}{'\\n'}{end}"]),
    anybodyMay(kubectl),
    acceptedTrials(kubectl),
  ]);
  return {
    whoami: who,
    roles,
    bindings,
    accounts,
    pods,
    namespaces: namespaces.map(({ metadata }) => metadata.name),
    policed: policies.map(({ metadata }) => metadata.namespace!),
    secretTypes: secrets.split("\n").filter(Boolean),
    anybodyMay: anybody,
    accepted,
  };
}
