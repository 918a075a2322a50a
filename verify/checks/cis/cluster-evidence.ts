import type { Kubectl } from "../../kubectl";
import type { List, Meta } from "../../objects";
import type { Subject } from "../../subject";
import { podTrials, trialName, trialPod } from "./pod-trials";

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

/** The fields of a container that the benchmark concerns. */
export interface Container {
  readonly securityContext?: object;
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: object } }[];
  readonly envFrom?: readonly { readonly secretRef?: object }[];
}

/** The fields of a pod that the benchmark concerns. */
export interface Workload {
  readonly metadata: Meta;
  readonly spec: {
    readonly serviceAccountName?: string;
    readonly volumes?: readonly { readonly projected?: { readonly sources: readonly object[] } }[];
    readonly containers: readonly Container[];
    readonly securityContext?: object;
  };
}

/** The state of the cluster's objects. */
export interface ClusterEvidence {
  /** The user of this run's kubeconfig, and the kind of its credential: `X509SHA256=...`. */
  readonly whoami: { readonly username: string; readonly groups: readonly string[]; readonly credential: string };
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
  readonly accounts: readonly Account[];
  readonly pods: readonly Workload[];
  readonly namespaces: readonly string[];
  /** Namespaces that have NetworkPolicies. */
  readonly policed: readonly string[];
  readonly secretTypes: readonly string[];
  /** What every authenticated user may do, among `get secrets` and the like. */
  readonly anybodyMay: readonly string[];
  /** Names of trial pods, from podTrials, that the API server would accept in the namespace default. */
  readonly accepted: readonly string[];
}

/** What no user may do only because it is authenticated. */
const askedForAnybody = ["get secrets", "list secrets", "watch secrets", "create pods"];

const accessReview = (asked: string) => {
  const [verb, resource] = asked.split(" ");
  return {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { user: "groundup:anybody", groups: ["system:authenticated"], resourceAttributes: { verb, resource } },
  };
};

const listOf = (items: readonly object[]) => JSON.stringify({ apiVersion: "v1", kind: "List", items });

/** kubectl starts slowly on a busy machine. So this makes as few calls as possible, with a long time limit. */
const seconds = 60;

async function anybodyMay(kubectl: Kubectl): Promise<string[]> {
  const input = listOf(askedForAnybody.map(accessReview));
  const output = "jsonpath={.status.allowed}{'\\n'}";
  const answers = await kubectl.run(["create", "--filename", "-", "--output", output], { input, seconds });
  const allowed = answers.split("\n");
  return askedForAnybody.filter((_, index) => allowed[index] !== "false");
}

/** Asks for every trial pod without creating it. */
async function acceptedTrials(kubectl: Kubectl): Promise<string[]> {
  const names = Object.keys(podTrials);
  const input = listOf(names.map(trialPod));
  const { stderr } = await kubectl.attempt(
    ["create", "--dry-run=server", "--namespace", "default", "--filename", "-"],
    { input, seconds },
  );
  return acceptedOf(names, stderr);
}

/** Pods that were not refused for their content, from the answers to all of them. */
export function acceptedOf(names: readonly string[], said: string): string[] {
  return names.filter((name) => !said.includes(`pods "${trialName(name)}" is forbidden: violates PodSecurity`));
}

interface UserInfo {
  readonly username: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

async function whoami(kubectl: Kubectl): Promise<ClusterEvidence["whoami"]> {
  const answer = await kubectl.run(["auth", "whoami", "--output", "json"], { seconds });
  const { username, groups = [], extra } = (JSON.parse(answer) as { status: { userInfo: UserInfo } }).status.userInfo;
  return { username, groups, credential: extra?.["authentication.kubernetes.io/credential-id"]?.[0] ?? "" };
}

/** Kinds whose objects are checked. */
const rbacKinds = ["ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"];
const kinds = [...rbacKinds, "ServiceAccount", "Pod", "Namespace", "NetworkPolicy"];

type AnyObject = { readonly kind: string; readonly metadata: Meta };

/** Reads the cluster's objects; of secrets only their types. */
export async function clusterEvidence({ kubectl }: Subject): Promise<ClusterEvidence> {
  const types = "jsonpath={range .items[*]}{.type}{'\\n'}{end}";
  const [who, objects, secrets, anybody, accepted] = await Promise.all([
    whoami(kubectl),
    kubectl.run(["get", kinds.join(","), "--all-namespaces", "--output", "json"], { seconds }),
    kubectl.run(["get", "secrets", "--all-namespaces", "--output", types], { seconds }),
    anybodyMay(kubectl),
    acceptedTrials(kubectl),
  ]);
  const { items } = JSON.parse(objects) as List<AnyObject>;
  const of = <T>(...wanted: string[]) => items.filter(({ kind }) => wanted.includes(kind)) as unknown as T[];
  return {
    whoami: who,
    roles: of<Role>("ClusterRole", "Role"),
    bindings: of<Binding>("ClusterRoleBinding", "RoleBinding"),
    accounts: of<Account>("ServiceAccount"),
    pods: of<Workload>("Pod"),
    namespaces: of<AnyObject>("Namespace").map(({ metadata }) => metadata.name),
    policed: of<AnyObject>("NetworkPolicy").map(({ metadata }) => metadata.namespace!),
    secretTypes: secrets.split("\n").filter(Boolean),
    anybodyMay: anybody,
    accepted,
  };
}
