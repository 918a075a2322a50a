import { run } from "../../lab/host/shell";
import { projectRoot } from "../../lab/settings";
import { runnable } from "../../lib/command-line";
import { clusterRun, runCluster } from "./cluster-run";
import { defaultEngines, type Engine, nameOf, parseEngine } from "./engine";
import { nodeRun, runNode } from "./node-run";
import { keepEngineResult } from "./results";

const command = {
  name: "dev engines",
  does: [
    "Runs groundup with versions of Terraform, OpenTofu and Node.",
    "For each version of Terraform or OpenTofu, the command creates and destroys a cluster in the lab. For each version of Node, the command runs the commands of the README.",
    "Builds Terraform and OpenTofu from their Go modules, which needs Go. A program in .cache/engines/NAME@VERSION/terraform is used instead.",
    "The command stores the last result of each version in docs/engines.json. `npm run docs:generate` writes the results to docs/versions.md.",
  ],
  examples: ["groundup dev engines terraform@1.5.7 tofu@1.12.6 node@24.21.0"],
  arguments: {
    "[ENGINE...]": `terraform@VERSION, tofu@VERSION or node@VERSION; default: ${defaultEngines.join(", ")}`,
  },
  exitCodes: { 1: "an engine failed" },
} as const;

/** Runs an engine, stores the result and prints it. Returns whether the engine passed. */
async function runEngine(engine: Engine, commit: string): Promise<boolean> {
  const began = Date.now();
  const [ran, work] = engine.program === "node" ? [nodeRun, runNode] : [clusterRun, runCluster];
  console.log(`${nameOf(engine)}: ${ran}`);
  const failure = await work(engine).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const seconds = Math.round((Date.now() - began) / 1000);
  const day = new Date().toISOString().slice(0, 10);
  keepEngineResult({ ...engine, day, commit, ran, ...(failure ? { failure } : {}), seconds });
  console.log(`${nameOf(engine)}: ${failure ? `failed: ${failure}` : "passed"}, ${seconds} s`);
  return !failure;
}

async function runAll(names: readonly string[]): Promise<number> {
  const engines = (names.length > 0 ? names : defaultEngines).map(parseEngine);
  const commit = (await run(["git", "describe", "--always", "--dirty"], { cwd: projectRoot })).trim();
  let failed = 0;
  for (const engine of engines) if (!(await runEngine(engine, commit))) failed += 1;
  return failed > 0 ? 1 : 0;
}

/** `groundup dev engines`. */
export const engines = runnable(command, ({ positionals }) => runAll(positionals));
