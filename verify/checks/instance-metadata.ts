import type { Area } from "../check";
import { expectNone } from "../outcome";
import { namespace } from "../kubectl";
import { expectRefused } from "../refusal";
import type { Subject } from "../subject";

const service = "http://169.254.169.254/latest";

/** Asks as anybody on a machine could, with a token and without; prints what came of each: a status, 000 for no answer. */
const askScript = `
ask() { curl --silent --max-time 2 --write-out '\\n%{http_code}\\n' "$@" || true; }
answer=$(ask --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' ${service}/api/token)
echo "$answer" | tail -n 1
ask --header "X-aws-ec2-metadata-token: $(echo "$answer" | head -n 1)" ${service}/meta-data/instance-id | tail -n 1
ask ${service}/meta-data/instance-id | tail -n 1`;

const requests = ["a token", "metadata with a token", "metadata without one"];

/** What is wrong with the answers, in the order of the requests. */
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

/** A namespace of a user's, as Pod Security by default has it; verify's own is stricter. */
const usersNamespace = "default";

/** A pod in its node's network is to metadata what its node is: what holds is that users cannot make one. */
async function hostNetwork(subject: Subject): Promise<string> {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `${namespace}-host-network`, namespace: usersNamespace },
    spec: { hostNetwork: true, containers: [{ name: "none", image: "none" }] },
  };
  await expectRefused(subject, pod, /violates PodSecurity/);
  return "a pod in its node's network would be let in as its node is; Pod Security refuses it";
}

/** The metadata service of the instances, with what an instance's role may be given there. */
export const instanceMetadata: Area = {
  name: "instance metadata",
  checks: [
    { name: "out of reach of pods", run: fromPods },
    { name: "no pod in a node's network", run: hostNetwork },
    { name: "reached by nodes, with a token only", run: fromNodes },
  ],
};
