import { statSync } from "node:fs";
import path from "node:path";
import { readClusterFile } from "../../../components/derived/cluster-file";
import { kubernetesVersions } from "../../../lib/versions";
import { destroy } from "../../commands/destroy";
import { files } from "../../settings";
import { expectPlan } from "../expectations";
import { seeded } from "../../../lib/random";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

const [to, from] = kubernetesVersions;

/** What is interrupted, and how many seconds after its first step at most. */
const changes = [
  { name: "up", keys: {}, within: 30, kills: 3 },
  { name: "upgrade", keys: { kubernetes: { version: to } }, within: 150, kills: 4 },
  { name: "scale-up", keys: { workers: { count: 3 } }, within: 20, kills: 2 },
] as const;

async function play(run: ScenarioRun): Promise<void> {
  const seed = Number(process.env.GROUNDUP_SCENARIO_SEED ?? Date.now() % 100_000);
  run.say(`GROUNDUP_SCENARIO_SEED=${seed} repeats the same moments`);
  const random = seeded(seed);
  run.forget();
  await destroy();
  for (const { name, keys, within, kills } of changes) {
    await run.edit(keys);
    for (let kill = 1; kill <= kills; kill++) {
      const seconds = Math.round(random() * within * 10) / 10;
      run.say(`${name}, kill ${kill} of ${kills}: ${seconds} s after the first step`);
      if (!(await run.applyAndKill(await run.plan(), seconds))) break;
      await keepState(run);
    }
    await run.apply(await run.plan());
    expectPlan(await run.plan(), {});
    run.say(`${name}: the apply is complete, and the plan is empty`);
  }
}

/** Terraform empties a local state before it writes it. If it is killed in between, it has forgotten everything. */
async function keepState(run: ScenarioRun): Promise<void> {
  const { name } = readClusterFile(files.clusterFile).config;
  if (statSync(path.join(files.stack, `terraform.${name}.tfstate`)).size > 0) return;
  run.say("the state is empty: Terraform was killed while it wrote the state");
  await run.operate("Resume after a failed apply");
}

/** Kills Terraform again and again. */
export const interrupt: Scenario = {
  name: "interrupt",
  shows:
    "after Terraform was killed (-9) at random moments of creation, upgrade and scale-up, another apply leads to a healthy cluster and an empty plan",
  start: { ...smallest, kubernetes: { version: from } },
  play,
};
