import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../errors";
import { attempt, logFile, run } from "../host/shell";
import type { Progress } from "../progress";
import { asOperator } from "../terraform";
import type { Suite } from "./build";
import { endOfSpec, type Spec, specsOf } from "./ginkgo";

const label = "Conformance";

/** The images that the whole suite may use, one per line. */
export const listImages = (suite: Suite): Promise<string> => run([suite.tests, "--list-images"]);

/** The conformance specs of the suite. */
export async function conformanceSpecs(suite: Suite, folder: string): Promise<Spec[]> {
  const report = path.join(folder, "specs.json");
  const flags = ["dry-run", `label-filter=${label}`, `json-report=${report}`].map((it) => `--ginkgo.${it}`);
  await run([suite.tests, ...flags], { cwd: folder });
  return specsOf(await readFile(report, "utf8")).filter(({ state }) => state === "passed");
}

/** How to run a part of the suite. */
export interface RunPlan {
  readonly chosen: readonly Spec[];
  /** Selects the same specs in ginkgo. */
  readonly focus: string | undefined;
  readonly skip: string | undefined;
  readonly processes: number;
  readonly minutes: number;
  readonly kubectl: string;
  readonly kubeconfig: string;
}

/** The command line that runs conformance specs. ginkgo runs serial specs after all others. */
export function ginkgoCommand(suite: Suite, plan: RunPlan, folder: string): string[] {
  const filters = [
    `--label-filter=${label}`,
    ...(plan.focus ? [`--focus=${plan.focus}`] : []),
    ...(plan.skip ? [`--skip=${plan.skip}`] : []),
  ];
  const reports = [`--output-dir=${folder}`, "--json-report=report.json", "-v", "--no-color"];
  const limits = [`--procs=${plan.processes}`, `--timeout=${plan.minutes}m`, "--grace-period=60s"];
  const cluster = ["--provider=skeleton", `--kubeconfig=${plan.kubeconfig}`, `--kubectl-path=${plan.kubectl}`];
  return [suite.ginkgo, ...filters, ...reports, ...limits, suite.tests, "--", ...cluster];
}

/**
 * Runs the selected specs as the operator. The tests' output goes to the log `conformance`.
 * @throws LabError if ginkgo leaves no report.
 */
export async function runSpecs(suite: Suite, plan: RunPlan, folder: string, progress: Progress): Promise<Spec[]> {
  const counts = { passed: 0, failed: 0 };
  const log = createWriteStream(logFile("conformance"));
  const onLine = (line: string) => {
    log.write(`${line}\n`);
    const ended = endOfSpec(line);
    if (!ended) return;
    counts[ended] += 1;
    if (ended === "failed") progress.say(line);
  };
  const told = () => `${plan.chosen.length} tests: ${counts.passed} have passed, ${counts.failed} failed`;
  const command = asOperator(ginkgoCommand(suite, plan, folder));
  const { code, stderr } = await progress.waiting(attempt(command, { cwd: folder, onLine }), told, 15_000);
  log.end();
  const report = await readFile(path.join(folder, "report.json"), "utf8").catch(() => undefined);
  if (report) return specsOf(report);
  throw new LabError(`ginkgo ended with ${code} and no report; ${logFile("conformance")} has more: ${stderr.trim()}`);
}
