import { paths, ports } from "../../lib/contract/paths";
import type { Area } from "../check";
import { expect, expectNone } from "../outcome";
import { namespace, type Place } from "../kubectl";
import type { Machine } from "../site/outputs";
import { Skipped } from "../outcome";
import type { Subject } from "../subject";

/**
 * What anonymous requests get: the health paths, for load balancers, and nothing that reveals anything about the
 * cluster.
 */
const anonymousPaths: Readonly<Record<string, number>> = {
  "/livez": 200,
  "/readyz": 200,
  "/healthz": 200,
  "/": 401,
  "/api": 401,
  "/apis": 401,
  "/version": 401,
  "/metrics": 401,
  "/openapi/v3": 401,
  "/.well-known/openid-configuration": 401,
  "/api/v1/namespaces/default/secrets": 401,
};

async function anonymous(subject: Subject): Promise<string> {
  const api = await subject.api();
  const asked = Object.entries(anonymousPaths);
  const answers = await Promise.all(asked.map(([path]) => api.request(path)));
  expectNone(
    asked.flatMap(([path, wanted], index) => {
      const { status } = answers[index]!;
      return status === wanted ? [] : [`${path} answers ${status}, not ${wanted}`];
    }),
  );
  return asked.map(([path, status]) => `${path} ${status}`).join(", ");
}

async function anonymousKubelet(subject: Subject): Promise<string> {
  const [master] = subject.masters;
  const { workers } = subject;
  const ask = (address: string) =>
    `curl --silent --max-time 5 --cacert ${paths.clusterAuthority} --output /dev/null --write-out '%{http_code}\\n' https://${address}:${ports.kubelet}/pods || true`;
  const answers = (await subject.on(master!, workers.map((it) => ask(it.privateAddress)).join("\n")))
    .trim()
    .split("\n");
  expectNone(
    workers.flatMap((it, index) => (answers[index] === "401" ? [] : [`${it.name}: status ${answers[index]}, not 401`])),
  );
  return `port ${ports.kubelet} of ${workers.map((it) => it.name).join(", ")}: 401`;
}

async function admin(subject: Subject): Promise<string> {
  const { kubectl } = subject;
  const who = await kubectl.run([
    "auth",
    "whoami",
    "--output",
    "jsonpath={.status.userInfo.username} of {.status.userInfo.groups[*]}",
  ]);
  expect(!who.includes("system:masters"), `${who}: system:masters cannot be unbound, and is not for people`);
  const answer = await kubectl.attempt(["auth", "can-i", "*", "*", "--all-namespaces"]);
  expect(answer.stdout.trim() === "yes", `${who} may not do everything`);
  return `${who} may do everything`;
}

const own = `/api/v1/namespaces/${namespace}`;
const rbac = "/apis/rbac.authorization.k8s.io/v1";

/** Requests that an account without any binding must not be able to make. A request with a body is a POST. */
const forbiddenToPods: readonly { path: string; body?: object }[] = [
  { path: `${own}/secrets` },
  { path: `${own}/secrets/sealed` },
  { path: "/api/v1/secrets" },
  { path: `${own}/configmaps` },
  { path: `${own}/pods` },
  { path: "/api/v1/nodes" },
  { path: "/metrics" },
  { path: `${own}/pods/holder/log` },
  { path: `${own}/pods?dryRun=All`, body: { metadata: { name: "another" }, spec: {} } },
  { path: `${own}/pods/holder/exec?command=id`, body: {} },
  { path: `${own}/serviceaccounts/default/token`, body: { spec: {} } },
  { path: `${rbac}/clusterrolebindings?dryRun=All`, body: { metadata: { name: "another" } } },
];

async function defaultAccount(subject: Subject): Promise<string> {
  await subject.stage.exists();
  const api = await subject.api();
  const token = (await subject.kubectl.run(["create", "token", "default", "--namespace", namespace])).trim();
  const answers = await Promise.all(forbiddenToPods.map(({ path, body }) => api.request(path, { token, body })));
  expectNone(
    forbiddenToPods.flatMap(({ path, body }, index) => {
      const { status } = answers[index]!;
      return status === 403 ? [] : [`${body ? "POST" : "GET"} ${path} answers ${status}, not 403`];
    }),
  );
  return `secrets, pods, exec, logs, nodes, tokens and bindings: ${answers.length} requests, all 403`;
}

/** A kubelet's request, and whether the API server should allow it. */
interface Request {
  readonly what: string;
  readonly args: string;
  readonly allowed: boolean;
}

function kubeletRequests(own: Machine, other: Machine, holder: Place): Request[] {
  return [
    { what: "its own Node", args: `get node ${own.node}`, allowed: true },
    {
      what: `a secret of a pod on ${holder.node}`,
      args: `get secret sealed --namespace ${namespace}`,
      allowed: own.node === holder.node,
    },
    { what: "all secrets", args: "get secrets --all-namespaces", allowed: false },
    {
      what: "a secret of kube-system by name",
      args: "get secret none-of-that-name --namespace kube-system",
      allowed: false,
    },
    {
      what: "a label on another Node",
      args: `label node ${other.node} groundup-verify=1 --dry-run=server`,
      allowed: false,
    },
    {
      what: "a role label on its own Node",
      args: `label node ${own.node} node-role.kubernetes.io/master= --dry-run=server`,
      allowed: false,
    },
    {
      what: "a role for itself",
      args: `create clusterrolebinding groundup-verify --clusterrole=cluster-admin --user=system:node:${own.node} --dry-run=server`,
      allowed: false,
    },
  ];
}

/** Makes the requests with a kubelet's own credential, on its node. Prints one line each: ok, or the answer. */
const kubeletScript = (requests: readonly Request[]) =>
  requests
    .map(
      ({ args }) =>
        `said=$(kubectl --kubeconfig ${paths.kubeletKubeconfig} ${args} 2>&1 >/dev/null) && echo ok || echo "$said" | tail -n 1`,
    )
    .join("\n");

/** Problems with the answers, one line each. Only a refusal counts as refused, not an unknown host or a timeout. */
export function requestProblems(who: string, requests: readonly Request[], answers: readonly string[]): string[] {
  return requests.flatMap(({ what, allowed }, index) => {
    const answer = answers[index] ?? "no answer";
    if (allowed) return answer === "ok" ? [] : [`${who} asks for ${what} and gets: ${answer}`];
    return /forbidden|is not allowed/i.test(answer)
      ? []
      : [`${who} asks for ${what} and gets: ${answer}, not Forbidden`];
  });
}

async function kubelets(subject: Subject): Promise<string> {
  const { workers } = subject;
  if (workers.length < 2) throw new Skipped("needs two workers");
  const holder = await subject.stage.holder();
  const problems = await Promise.all(
    workers.map(async (worker, index) => {
      const requests = kubeletRequests(worker, workers[(index + 1) % workers.length]!, holder);
      const answers = (await subject.on(worker, kubeletScript(requests))).trim().split("\n");
      return requestProblems(worker.name, requests, answers);
    }),
  );
  expectNone(problems.flat());
  return `${workers.length} kubelets: their own Node and the secrets of their own pods, nothing of another's`;
}

/** Who is allowed to do what. */
export const access: Area = {
  name: "access",
  checks: [
    { name: "anonymous users reach only the health paths", run: anonymous },
    { name: "kubelets refuse anonymous requests", run: anonymousKubelet },
    { name: "the administrator may do everything", run: admin },
    { name: "a pod's default account may do nothing", run: defaultAccount },
    { name: "a kubelet reads only its own node's secrets", run: kubelets },
  ],
};
