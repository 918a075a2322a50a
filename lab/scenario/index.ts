import type { Given } from "../../lib/command-line";
import { conditionOptions } from "../aws/conditions";
import { LabError } from "../errors";
import { perform, performShort } from "./perform";
import { scenarios } from "./registry";
import { renderResult, renderResults, type ScenarioResult } from "./report";
import { keepResult } from "./results";
import { hostChoice } from "../instances/providers";
import { patienceOf, patienceOption, setPatience } from "../../verify/patience";
import type { Scenario } from "./scenario";

/** The command line of `scenario`. */
export const scenarioCommand = {
  name: "lab scenario",
  does: ["Changes or damages a cluster under load, and checks the result."],
  examples: ["groundup lab scenario upgrade", "groundup lab scenario all --write"],
  arguments: { "[NAME...]": `the names of scenarios, or all: ${scenarios.map(({ name }) => name).join(", ")}` },
  options: {
    ...patienceOption,
    ...conditionOptions,
    json: { type: "boolean", says: "print the results as JSON" },
    "verify-last": {
      type: "boolean",
      says: "run all checks only after the last scenario; after the others, check only the control plane, nodes and network",
    },
    short: {
      type: "boolean",
      says: "run a shorter version of the scenario, on the cluster that is up; do not store the result",
    },
    write: { type: "boolean", says: "store the results in docs/scenarios.json, for npm run docs:generate" },
  },
  exitCodes: { 1: "the command failed, or a scenario failed; the lab then keeps its cluster" },
} as const;

/**
 * Runs scenarios until one fails. The lab keeps the failed scenario's cluster.
 * @returns the exit code: 1 if a scenario failed.
 */
export async function scenario(given: Given<typeof scenarioCommand.options>): Promise<number> {
  const { options: values, positionals } = given;
  setPatience(patienceOf(values.patience, hostChoice().patience));
  const wanted = select(positionals);
  const print = console.log;
  if (values.json) console.log = console.error; // progress is for people
  const results: ScenarioResult[] = [];
  for (const one of wanted) {
    const basic = values["verify-last"] === true && one !== wanted.at(-1);
    const turn = { continues: results.length > 0, basic };
    const result = await (values.short ? performShort(one) : perform(one, values, turn));
    console.log(`\n${renderResult(result)}\n`);
    results.push(result);
    if (result.failure) break;
    if (values.write && !values.short) await keepResult(result);
  }
  if (values.json) print(renderResults(results));
  return results.some((it) => it.failure) ? 1 : 0;
}

/**
 * The scenarios with these names, in the registry's order.
 * @throws LabError with all names, if one is unknown.
 */
function select(names: readonly string[]): readonly Scenario[] {
  const unknown = names.filter((name) => name !== "all" && !scenarios.some((it) => it.name === name));
  if (names.length === 0 || unknown.length > 0) {
    const known = ["all", ...scenarios.map((it) => it.name)].join(", ");
    throw new LabError(`${unknown.length > 0 ? `no scenario ${unknown.join(", ")}` : "name a scenario"}: ${known}`);
  }
  return names.includes("all") ? scenarios : scenarios.filter(({ name }) => names.includes(name));
}
