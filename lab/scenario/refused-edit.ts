import { expectPlan } from "./expectations";
import type { Mapping } from "../../lib/mapping";
import type { ScenarioRun } from "./run";
import { expectRestarts, unitStarts } from "./units";

/** An edit that the first node must refuse before anything changes. */
export interface RefusedEdit {
  readonly edit: Mapping;
  /** The edit that undoes it. */
  readonly back: Mapping;
  /** What the refusal must say. */
  readonly because: RegExp;
  /** Addresses of the steps that the edit runs again, in order. The first one refuses. */
  readonly steps: readonly string[];
}

/**
 * Applies an edit that must be refused, and undoes it.
 * @throws Failed if it is not refused, or if a unit restarted meanwhile.
 */
export async function expectRefusedEdit(run: ScenarioRun, { edit, back, because, steps }: RefusedEdit): Promise<void> {
  const before = await unitStarts(await run.subject());
  await run.edit(edit);
  await run.applyInVain(await run.plan(), because);
  expectRestarts(before, await unitStarts(await run.subject()), []);
  await run.edit(back);
  const plan = await run.plan();
  // the steps after the failed one were to be replaced, and are no longer in the state
  const [failed, ...behind] = steps;
  expectPlan(plan, { replace: [failed!], create: behind });
  await run.apply(plan);
  expectRestarts(before, await unitStarts(await run.subject()), []);
}
