import { destroy } from "../../commands/destroy";
import { expect } from "../../../verify/outcome";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

async function play(run: ScenarioRun): Promise<void> {
  run.forget();
  await destroy();
  const plan = await run.plan();
  const others = Object.values(plan.actions).filter((action) => action !== "create");
  expect(others.length === 0, `after destroy the plan also has: ${[...new Set(others)].join(", ")}`);
  await run.apply(plan);
}

/** Destroys the cluster and creates it again. */
export const teardown: Scenario = {
  name: "teardown",
  shows: "destroy leaves nothing behind, and an apply on the same state creates the cluster again",
  start: smallest,
  play,
};
