import { markdownTable } from "../../lib/render/markdown";
import type { ConformanceResult } from "./result";
import type { LeftOut } from "./selection";

const introduction = `# Conformance

Kubernetes has tests of its own that say whether a cluster is Kubernetes: those with \`[Conformance]\` in their names.
The lab builds and runs them:

\`\`\`bash
npm run lab -- up
npm run lab -- conformance                                        # hours on two cores
npm run lab -- conformance --focus 'sig-network' --minutes 20     # a part, in a limited time
npm run lab -- conformance --write                                # and keep the result in docs/conformance.json
\`\`\`

The tests are built once from the Go module of the cluster's version, which needs Go and the module proxy. They run with
the admin's kubeconfig from the operator's side of the load balancer: first those that run beside others, then the
serial ones. The command loads the images into the nodes: podman's own as they are, others pulled. Where the registry cannot be reached,
it builds stand-ins of some of them on Debian (\`lab/conformance/stand-ins\`), and leaves out the tests whose images it
has not. The gate does not run it.

This is not a certified result: the CNCF certifies runs without a test left out, with upstream's images.
`;

/** docs/conformance.md. */
export function renderConformance(result: ConformanceResult | undefined): string {
  const last = result ? resultLines(result) : ["The suite has not been run."];
  return [introduction, "## The last run", "", ...last, ""].join("\n");
}

function resultLines(result: ConformanceResult): string[] {
  const { failed, notRun, standIns } = result;
  const left = notRun.reduce((sum, { specs }) => sum + specs.length, 0);
  const size = `${counted(result.masters, "master")}, ${counted(result.workers, "worker")}, in the lab`;
  const row = [`${result.passed} (${result.passedSerial} serial)`, `${failed.length}`, `${left}`, `${result.all}`];
  const facts = [`Kubernetes ${result.kubernetes}; ${size}; ${result.day}; commit \`${result.commit}\`;`];
  facts.push(`${counted(result.processes, "process", "processes")}; ${result.seconds} s.`);
  return [
    facts.join(" "),
    "",
    ...markdownTable(["passed", "failed", "not run", "conformance tests of this version"], [row]),
    ...(standIns.length > 0 ? ["", "Images that were stand-ins:", "", ...standIns.map((it) => `- \`${it}\``)] : []),
    ...(failed.length > 0 ? ["", "### Failed", ""] : []),
    ...failed.map(({ name, message }) => `- ${code(name)}: ${code(message)}`),
    ...(notRun.length > 0 ? ["", "### Not run", ""] : []),
    ...notRun.map(leftOutLine),
  ];
}

/** Many specs are told by their number: docs/conformance.json has their names. */
function leftOutLine({ reason, specs }: LeftOut): string {
  const named = specs.length > 12 ? ["named in [conformance.json](conformance.json)"] : specs.map(code);
  return `- ${counted(specs.length, "test")}, ${reason}: ${named.join(", ")}`;
}

const code = (text: string) => `\`${text.replaceAll("`", "'")}\``;

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
