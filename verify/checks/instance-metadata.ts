import type { Area } from "../check";
import { expectNone } from "../outcome";
import { namespace } from "../kubectl";
import { expectRefused } from "../refusal";
import type { Subject } from "../subject";

const service = "http://169.254.169.254/latest";

/**
 * Sends requests as any user on a machine could, with a token and without. Prints each HTTP status, 000 without an
 * answer.
 */
const askScript = `
ask() { curl --silent --max-time 2 --write-out '\\n%{http_code}\\n' "$@" || true; }
answer=$(ask --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' ${service}/api/token)
echo "$answer" | tail -n 1
token=$(echo "$answer" | sed -n 1p)
ask --header "X-aws-ec2-metadata-token: $token" ${service}/meta-data/instance-id | tail -n 1
ask ${service}/meta-data/instance-id | tail -n 1`;

const requests = ["a token", "metadata with a token", "metadata without one"];

/** Problems with the answers, in the order of the requests. */
export function answerProblems(who: string, text: string, wanted: readonly string[]): string[] {
  const statuses = text.trim().split("\n");
  return requests.flatMap((request, index) =>
    statuses[index] === wanted[index]
      ? []
      : [`${who} asks for ${request}: status ${statuses[index]}, not ${wanted[index]}`],
  );
}

async function fromPods(subject: Subject): Promise<string> {
  const pods = await subject.stage.echo();
  const problems = await Promise.all(
    pods.map(async (pod) =>
      answerProblems(`a pod on ${pod.node}`, await subject.kubectl.exec(pod, askScript), ["000", "000", "000"]),
    ),
  );
  expectNone(problems.flat());
  return `pods on ${pods.map((pod) => pod.node).join(", ")}: no answer, neither to PUT nor to GET`;
}

async function fromNodes(subject: Subject): Promise<string> {
  const machines = [...subject.masters, ...subject.workers];
  const problems = await Promise.all(
    machines.map(async (machine) =>
      answerProblems(machine.name, await subject.on(machine, askScript), ["200", "200", "401"]),
    ),
  );
  expectNone(problems.flat());
  return `${machines.length} machines: 200 with a token, 401 without`;
}

/** A namespace with the default Pod Security; verify's own namespace is stricter. */
const usersNamespace = "default";

/**
 * In its node's network, a pod could use the metadata service like its node. So users must not be able to create such a
 * pod.
 */
async function hostNetwork(subject: Subject): Promise<string> {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `${namespace}-host-network`, namespace: usersNamespace },
    spec: { hostNetwork: true, containers: [{ name: "none", image: "none" }] },
  };
  await expectRefused(subject, pod, /violates PodSecurity/);
  return "a pod in its node's network could reach it like its node; Pod Security refuses such a pod";
}

/** The metadata service of the instances, which can give out credentials of an instance's role. */
export const instanceMetadata: Area = {
  name: "instance metadata",
  checks: [
    { name: "unreachable from pods", run: fromPods },
    { name: "users cannot run pods in a node's network", run: hostNetwork },
    { name: "reachable from nodes, only with a token", run: fromNodes },
  ],
};
