import type { Area, Check } from "../../check";
import { expectNone, type Seen } from "../../outcome";
import type { Subject } from "../../subject";
import { clusterEvidence } from "./cluster-evidence";
import { nodeEvidence } from "./node-evidence";
import { type Finding, problemsOf, type Requirement, summaryOf } from "./requirement";
import { controlPlaneFiles } from "./section-1-files";
import { controlPlanePrograms } from "./section-1-control-plane";
import { etcdProgram } from "./section-2-etcd";
import { controlPlaneConfiguration } from "./section-3-control-plane";
import { workerNodes } from "./section-4-workers";
import { policies } from "./section-5-policies";

/** The CIS Kubernetes Benchmark 1.12, in its order. */
export const requirements: readonly Requirement[] = [
  ...controlPlaneFiles,
  ...controlPlanePrograms,
  ...etcdProgram,
  ...controlPlaneConfiguration,
  ...workerNodes,
  ...policies,
];

/** Everything that was found on the nodes, or in the cluster. Problems name the node. */
async function findingsOf(subject: Subject, { look }: Requirement): Promise<readonly Finding[]> {
  if (look.on === "cluster")
    return look.find(await subject.once("evidence of the cluster", () => clusterEvidence(subject)));
  const { masters, workers } = subject;
  const machines = { masters, workers, nodes: [...masters, ...workers] }[look.on];
  const found = await Promise.all(
    machines.map(async (machine) => {
      const node = await subject.once(`evidence of ${machine.name}`, () => nodeEvidence(subject, machine));
      return look.find(node).map((it) => ({ ...it, problem: it.problem && `${machine.name}: ${it.problem}` }));
    }),
  );
  return found.flat();
}

/**
 * The result of a requirement. A requirement for manual review that has a reason need not hold: it gives a warning.
 * @throws Failed with every problem of any other requirement.
 */
export function judge({ reason }: Requirement, findings: readonly Finding[]): Seen {
  const problems = problemsOf(findings);
  if (problems.length > 0 && reason) return { warning: [reason, ...problems].join("\n") };
  expectNone(problems);
  return summaryOf(findings) || "none";
}

const checkOf = (requirement: Requirement): Check => ({
  name: `${requirement.ids.join(" ")} ${requirement.text}`,
  run: async (subject) => judge(requirement, await findingsOf(subject, requirement)),
});

/** The CIS Kubernetes Benchmark, checked on running programs and existing files. */
export const cis: Area = { name: "CIS", checks: requirements.map(checkOf) };
