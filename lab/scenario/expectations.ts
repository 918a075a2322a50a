import type { Action, StackPlan } from "../terraform-plan";
import { expect, expectNone } from "../../verify/outcome";

/** Addresses of the steps `update` of so many masters and workers. */
export function updatesOf(masters: number, workers: number): string[] {
  const of = (role: string, count: number) =>
    Array.from({ length: count }, (_, index) => `null_resource.${role}-${index}_update`);
  return [...of("master", masters), ...of("worker", workers)];
}

/** What a plan is to do: addresses by action. */
export type Expected = { readonly [A in Action]?: readonly string[] };

/**
 * Makes sure that a plan does what it should and nothing else.
 * @throws Failed naming each resource that the plan misses, or should have left alone.
 */
export function expectPlan({ actions }: Pick<StackPlan, "actions">, expected: Expected): void {
  expectNone(planProblems(actions, expected));
}

/**
 * Makes sure that a step runs again for just these reasons.
 * @param triggers paths of files, `artifact NAME`, `instance`.
 * @throws Failed naming what it has instead.
 */
export function expectTriggers(
  { triggers }: Pick<StackPlan, "triggers">,
  step: string,
  expected: readonly string[],
): void {
  const found = triggers[step] ?? [];
  expect(
    found.join() === [...expected].sort().join(),
    `${step} changes for ${found.join(", ")}, not ${expected.join(", ")}`,
  );
}

/** In what a plan differs from what it should do, a line for each resource. */
export function planProblems(actions: StackPlan["actions"], expected: Expected): string[] {
  const wanted = Object.fromEntries(
    Object.entries(expected).flatMap(([action, addresses]) => addresses.map((address) => [address, action])),
  );
  const all = [...new Set([...Object.keys(actions), ...Object.keys(wanted)])].sort();
  return all
    .filter((address) => actions[address] !== wanted[address])
    .map(
      (address) =>
        `the plan does to ${address}: ${actions[address] ?? "nothing"}; it should: ${wanted[address] ?? "nothing"}`,
    );
}
