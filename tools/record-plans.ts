import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "./fixtures/emulator";
import { creation, Planner, scenarios } from "./fixtures/plans";
import { recordedPlansFolder } from "./fixtures/recorded-plans";
import { reducePlan } from "./fixtures/reduce-plan";
import { runnable } from "../lib/command-line";
import { replaceFolder } from "../bin/replace-folder";

const command = {
  name: "dev plans",
  does: [
    "Records the plans that the tests of reviews read.",
    "Terraform makes the plans against an emulated AWS. This command needs Terraform, Python, flock and setpriv, and takes minutes.",
  ],
  examples: ["groundup dev plans && groundup dev golden"],
};

async function recordPlans(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "groundup-plans-"));
  console.log("the emulated AWS");
  const emulator = await startEmulator(folder);
  try {
    const planner = new Planner(folder, emulator.environment);
    console.log("creation");
    await planner.init();
    const plans: Record<string, string> = { "creation.json": reducePlan(await planner.plan(creation)) };
    await planner.run();
    for (const [name, scenario] of Object.entries(scenarios)) {
      console.log(name);
      plans[`${name}.json`] = reducePlan(await planner.plan(scenario));
    }
    replaceFolder(recordedPlansFolder, plans);
    console.log("next: npm run golden writes their reviews");
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  }
}

/** `groundup dev plans`. */
export const plans = runnable(command, recordPlans);
