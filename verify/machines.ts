import { expectNone } from "./outcome";
import type { Machine } from "./site/outputs";
import type { Subject } from "./subject";

/**
 * Looks at machines, all at once, and goes on when nothing is wrong with any of them.
 * @param look says what is wrong with one.
 * @throws Failed with every problem, the name of its machine before it.
 */
export async function expectNoneOn(
  machines: readonly Machine[],
  look: (machine: Machine) => Promise<readonly string[]>,
): Promise<void> {
  const problems = machines.map(async (machine) =>
    (await look(machine)).map((problem) => `${machine.name}: ${problem}`),
  );
  expectNone((await Promise.all(problems)).flat());
}

/** The same with a script that prints a line for each problem. */
export function expectSilence(subject: Subject, machines: readonly Machine[], script: string): Promise<void> {
  return expectNoneOn(machines, async (machine) => {
    const said = (await subject.on(machine, script)).trim();
    return said ? said.split("\n") : [];
  });
}
