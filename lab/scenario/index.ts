import { writeFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { LabError } from "../errors";
import { projectRoot } from "../settings";
import { perform } from "./perform";
import { scenarios } from "./registry";
import { renderPage, renderResult, renderResults, type ScenarioResult } from "./report";
import type { Scenario } from "./scenario";

/** How `scenario` is called. */
export const scenarioUsage = `  scenario NAME...      put a cluster through something, under load, and check it; all: one after the other
         --json                  say the results to a program
         --write                 with all: write docs/scenarios.md
         names: ${scenarios.map(({ name }) => name).join(" ")}`;

/**
 * Runs scenarios until one fails, whose cluster is left as it is.
 * @returns the exit code: 1 when one failed.
 */
export async function scenario(args: string[]): Promise<number> {
  const options = { json: { type: "boolean" }, write: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const wanted = select(positionals);
  if (values.write && positionals.join() !== "all")
    throw new LabError("--write needs all scenarios: scenario all --write");
  const print = console.log;
  if (values.json) console.log = console.error; // what happens meanwhile is for people
  const results: ScenarioResult[] = [];
  for (const one of wanted) {
    const result = await perform(one);
    console.log(`\n${renderResult(result)}\n`);
    results.push(result);
    if (result.failure) break;
  }
  if (values.json) print(renderResults(results));
  const failed = results.some((it) => it.failure);
  if (values.write && !failed) await writePage(results);
  return failed ? 1 : 0;
}

/**
 * The scenarios of those names, in the registry's order.
 * @throws LabError naming those that there are.
 */
function select(names: readonly string[]): readonly Scenario[] {
  const unknown = names.filter((name) => name !== "all" && !scenarios.some((it) => it.name === name));
  if (names.length === 0 || unknown.length > 0) {
    const known = ["all", ...scenarios.map((it) => it.name)].join(", ");
    throw new LabError(`${unknown.length > 0 ? `no scenario ${unknown.join(", ")}` : "name a scenario"}: ${known}`);
  }
  return names.includes("all") ? scenarios : scenarios.filter(({ name }) => names.includes(name));
}

async function writePage(results: readonly ScenarioResult[]): Promise<void> {
  const machine = { cores: availableParallelism(), memoryGiB: Math.round(totalmem() / 2 ** 30) };
  await writeFile(path.join(projectRoot, "docs", "scenarios.md"), renderPage(scenarios, results, machine));
}
