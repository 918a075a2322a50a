import { expectNone } from "./outcome";
import type { Machine } from "./site/outputs";
import type { Subject } from "./subject";

/**
 * Checks machines in parallel, and continues if none has a problem.
 * @param look returns the problems of one machine.
 * @throws Failed with every problem, prefixed with the machine's name.
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

/** The same with a script that prints one line per problem. */
export function expectSilence(subject: Subject, machines: readonly Machine[], script: string): Promise<void> {
  return expectNoneOn(machines, async (machine) => {
    const said = (await subject.on(machine, script)).trim();
    return said ? said.split("\n") : [];
  });
}
