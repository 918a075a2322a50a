import { markdownTable } from "../../lib/render/markdown";
import { causeOf } from "./causes";
import type { ConformanceResult, Failed } from "./result";
import type { LeftOut } from "./selection";

const introduction = `# Conformance

Kubernetes' own conformance tests decide whether a cluster conforms to Kubernetes. Their names contain
\`[Conformance]\`. The lab builds and runs these tests:

\`\`\`bash
npm run lab -- up
npm run lab -- conformance                                        # hours on two cores
npm run lab -- conformance --focus 'sig-network' --minutes 20     # a part, in a limited time
npm run lab -- conformance --write                                # and store the result in docs/conformance.json
npm run lab -- conformance --continue --write                     # only tests that failed or have no result
\`\`\`

The lab builds the tests once for each Kubernetes version, from Kubernetes' Go module. This needs Go and the Go module
proxy. The tests use the admin's kubeconfig and connect through the load balancer, as an administrator would. First
the parallel tests run, then the serial ones. The command loads the test images into the nodes. It uses images that
podman already has, and pulls the others. If the registry cannot be reached, the command builds stand-ins for some
images on Debian (\`lab/conformance/stand-ins\`), and skips the tests whose images are missing. The gate (\`.ci/run\`)
does not run these tests.

\`--continue\` adds to the stored result. It runs the tests that failed or have no result. It refuses to add to a
result of another commit, another version or another size of the cluster.

This is not a certified result: the CNCF certifies only complete runs with upstream's images.
`;

/** docs/conformance.md. */
export function renderConformance(result: ConformanceResult | undefined): string {
  const last = result ? resultLines(result) : ["The suite has not been run."];
  return [introduction, "## Last run", "", ...last, ""].join("\n");
}

function resultLines(result: ConformanceResult): string[] {
  const { failed, notRun, standIns, passedLater = [] } = result;
  const left = notRun.reduce((sum, { specs }) => sum + specs.length, 0);
  const size = `${counted(result.masters, "master")}, ${counted(result.workers, "worker")}, in the lab`;
  const row = [`${result.passed} (${result.passedSerial} serial)`, `${failed.length}`, `${left}`, `${result.all}`];
  const facts = [`Kubernetes ${result.kubernetes}; ${size}; ${result.day}; commit \`${result.commit}\`;`];
  const parts = result.parts ? `, in ${result.parts} parts` : "";
  facts.push(`${counted(result.processes, "process", "processes")}; ${result.seconds} s${parts}.`);
  return [
    facts.join(" "),
    "",
    ...markdownTable(["passed", "failed", "not run", "conformance tests of this version"], [row]),
    ...(standIns.length > 0 ? ["", "These images were stand-ins:", "", ...standIns.map((it) => `- \`${it}\``)] : []),
    ...(failed.length > 0 ? ["", "### Failed", ""] : []),
    ...failed.map((it) => failedLine(it, standIns)),
    ...(passedLater.length > 0 ? ["", "### Failed first, passed when run again", ""] : []),
    ...passedLater.map((it) => failedLine(it, standIns)),
    ...(notRun.length > 0 ? ["", "### Not run", ""] : []),
    ...notRun.map(leftOutLine),
  ];
}

function failedLine({ name, message, tries }: Failed, standIns: readonly string[]): string {
  const cause = causeOf(name, standIns);
  const line = `- ${code(name)}${tries ? ` (${tries} times)` : ""}: ${code(message)}`;
  return cause ? `${line}. Cause: ${cause}.` : line;
}

/** A long list of specs is shown as a number: docs/conformance.json has their names. */
function leftOutLine({ reason, specs }: LeftOut): string {
  const named = specs.length > 12 ? ["named in [conformance.json](conformance.json)"] : specs.map(code);
  return `- ${counted(specs.length, "test")} (${reason}): ${named.join(", ")}`;
}

const code = (text: string) => `\`${text.replaceAll("`", "'")}\``;

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
