import { nodeName, type Role } from "../../lib/contract/node-name";
import type { Action, StackPlan } from "../terraform-plan";
import { expect, expectNone } from "../../verify/outcome";
import { updateOf } from "./addresses";

/** Addresses of the steps `update` of this many masters and workers. */
export function updatesOf(masters: number, workers: number): string[] {
  const of = (role: Role, count: number) =>
    Array.from({ length: count }, (_, index) => updateOf(nodeName({ role, index })));
  return [...of("master", masters), ...of("worker", workers)];
}

/** What a plan should do: addresses by action. */
export type Expected = { readonly [A in Action]?: readonly string[] };

/**
 * Checks that a plan does what it should and nothing else.
 * @throws Failed naming each missing and each unwanted change.
 */
export function expectPlan({ actions }: Pick<StackPlan, "actions">, expected: Expected): void {
  expectNone(planProblems(actions, expected));
}

/**
 * Checks that a step runs again for exactly these reasons.
 * @param triggers paths of files, `artifact NAME`, `instance`.
 * @throws Failed naming the step's own reasons.
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

/** The differences between a plan and what it should do, one line per resource. */
export function planProblems(actions: StackPlan["actions"], expected: Expected): string[] {
  const wanted = Object.fromEntries(
    Object.entries(expected).flatMap(([action, addresses]) => addresses.map((address) => [address, action])),
  );
  const all = [...new Set([...Object.keys(actions), ...Object.keys(wanted)])].sort();
  return all
    .filter((address) => actions[address] !== wanted[address])
    .map(
      (address) =>
        `${address}: the plan does ${actions[address] ?? "nothing"}; wanted: ${wanted[address] ?? "nothing"}`,
    );
}
