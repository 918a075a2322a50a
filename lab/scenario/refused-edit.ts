import { expectPlan } from "./expectations";
import type { Mapping } from "../../lib/mapping";
import type { ScenarioRun } from "./run";
import { expectRestarts, unitStarts } from "./units";

/** An edit that the first node must refuse, before anything is touched. */
export interface RefusedEdit {
  readonly edit: Mapping;
  /** What takes it back. */
  readonly back: Mapping;
  /** What the refusal says. */
  readonly because: RegExp;
  /** Addresses of the steps that the edit runs again, in their order; the first one refuses. */
  readonly steps: readonly string[];
}

/**
 * Applies an edit that must be refused, and takes it back.
 * @throws Failed when it is not refused, or a unit was restarted on the way there or back.
 */
export async function expectRefusedEdit(run: ScenarioRun, { edit, back, because, steps }: RefusedEdit): Promise<void> {
  const before = await unitStarts(await run.subject());
  await run.edit(edit);
  await run.applyInVain(await run.plan(), because);
  expectRestarts(before, await unitStarts(await run.subject()), []);
  await run.edit(back);
  const plan = await run.plan();
  // the steps behind the one that failed were to be replaced, and are gone from the state
  const [failed, ...behind] = steps;
  expectPlan(plan, { replace: [failed!], create: behind });
  await run.apply(plan);
  expectRestarts(before, await unitStarts(await run.subject()), []);
}
