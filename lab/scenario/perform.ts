import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConditionOptions } from "../aws/conditions";
import { attempt } from "../host/shell";
import type { Mapping } from "../../lib/mapping";
import { Progress } from "../progress";
import { projectRoot } from "../settings";
import { expectNone, Failed } from "../../verify/outcome";
import { LabError } from "../errors";
import { overBudget } from "./load/budget";
import { Load } from "./load/load";
import { type LoadResult, loadNamespace } from "./load/spec";
import type { ScenarioResult } from "./report";
import { ScenarioRun } from "./run";
import type { Scenario } from "./scenario";
import { bringUp, isUp } from "./start";
import { expectPlan } from "./expectations";

/** What of `verify` runs between scenarios, as its `--only`. The other checks are about workloads. */
const basics = "etcd: ,control plane: ,nodes: ,network: ,certificates: ";

/** A scenario's place among those that run one after the other. */
interface Turn {
  /** Whether a scenario of the same command has just ended well, with an empty plan. */
  readonly continues: boolean;
  /** Whether `verify` runs only its basic checks, because another scenario follows. */
  readonly basic: boolean;
}

/** What a scenario has shown so far. */
interface Shown {
  seconds: number;
  load?: LoadResult;
}

/**
 * Runs a scenario from its starting cluster to its last check. A failure is part of the result.
 * @param conditions how the lab's AWS behaves, as in `up`.
 */
export function perform(scenario: Scenario, conditions: ConditionOptions, turn: Turn): Promise<ScenarioResult> {
  return resultOf(scenario.name, scenario.start, async (run, shown) => {
    await start(run, conditions, turn);
    await play(scenario, run, shown);
    await expectWell(run, turn);
  });
}

/** Runs a scenario's short form on the cluster that the lab has. A failure is part of the result. */
export async function performShort({ name, playShort }: Scenario): Promise<ScenarioResult> {
  if (!playShort) throw new LabError(`${name} has no short form`);
  return resultOf(name, {}, async (run, shown) => {
    const began = Date.now();
    await playShort(run).finally(() => (shown.seconds = secondsSince(began)));
  });
}

/** The result of what a run does, with its failure if it fails. The run's folder is removed afterwards. */
async function resultOf(
  name: string,
  keys: Mapping,
  act: (run: ScenarioRun, shown: Shown) => Promise<void>,
): Promise<ScenarioResult> {
  const began = Date.now();
  const folder = await mkdtemp(path.join(tmpdir(), "groundup-scenario-"));
  const run = new ScenarioRun(new Progress(), keys, folder);
  const shown: Shown = { seconds: 0 };
  let failure: string | undefined;
  try {
    await act(run, shown);
  } catch (error) {
    failure = told(error);
  } finally {
    run.forget();
    await rm(folder, { recursive: true, force: true });
  }
  return { name, wholeSeconds: secondsSince(began), ...shown, ...(failure === undefined ? {} : { failure }) };
}

const secondsSince = (began: number) => (Date.now() - began) / 1000;

async function start(run: ScenarioRun, conditions: ConditionOptions, { continues }: Turn): Promise<void> {
  await run.begin();
  if (continues && (await isUp(run.clusterFile))) return run.say("the cluster is as the last scenario left it");
  await bringUp(run.clusterFile, conditions, (text) => run.say(text));
}

async function play(scenario: Scenario, run: ScenarioRun, shown: Shown): Promise<void> {
  const load = scenario.budget && (await Load.start(await run.subject(), scenario.goes));
  const began = Date.now();
  try {
    run.say(`${scenario.name} begins`);
    await scenario.play(run, load);
    shown.seconds = secondsSince(began);
    shown.load = await load?.stop();
  } finally {
    shown.seconds ||= secondsSince(began);
    await load?.abandon();
  }
  if (shown.load && scenario.budget) expectNone(overBudget(shown.load, scenario.budget));
}

interface Verified {
  readonly checks: readonly { area: string; name: string; status: string; seen: string }[];
}

/** Every scenario ends with a cluster that passes verify, and with an empty plan. */
async function expectWell(run: ScenarioRun, { basic }: Turn): Promise<void> {
  const { kubectl } = await run.subject();
  await kubectl.run(["delete", "namespace", loadNamespace, "--ignore-not-found", "--wait=false"]);
  const only = basic ? ["--only", basics] : [];
  run.say(["verify", ...only].join(" "));
  const command = [process.execPath, path.join("bin", "groundup.js"), "lab", "verify", "--json", ...only];
  const { code, stdout, stderr } = await attempt(command, { cwd: projectRoot });
  if (code !== 0) {
    const failed = stdout ? (JSON.parse(stdout) as Verified).checks.filter((it) => it.status === "failed") : [];
    throw new Failed(
      [`verify failed ${stderr.trim()}`, ...failed.map((it) => `${it.area}: ${it.name}: ${it.seen}`)].join("\n"),
    );
  }
  run.say("a last plan");
  const plan = await run.plan();
  expectPlan(plan, {});
  expectNone(plan.outputs.map((name) => `the last plan changes the output ${name}`));
}

function told(error: unknown): string {
  if (error instanceof Failed || error instanceof LabError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
