import { components } from "../../components/registry";
import { expect } from "../../verify/outcome";
import type { Machine } from "../../verify/site/outputs";
import type { Subject } from "../../verify/subject";

/** When a unit was last started, in microseconds of the machine's monotonic clock, by `node/unit`. */
export type UnitStarts = Readonly<Record<string, number>>;

/** When each of groundup's services was last started, on every node. */
export async function unitStarts(subject: Subject): Promise<UnitStarts> {
  const nodes = [...subject.masters, ...subject.workers];
  return Object.assign({}, ...(await Promise.all(nodes.map((node) => startsOn(subject, node))))) as UnitStarts;
}

/** The same without the units whose `node/unit` matches. */
export function startsBut(starts: UnitStarts, left: RegExp): UnitStarts {
  return Object.fromEntries(Object.entries(starts).filter(([unit]) => !left.test(unit)));
}

/** The units that were started between two looks, in order. All nodes of a lab share one clock. */
export function restarted(before: UnitStarts, after: UnitStarts): string[] {
  const changed = Object.keys(after).filter((unit) => before[unit] !== after[unit]);
  return changed.sort((one, other) => after[one]! - after[other]!);
}

/**
 * Checks which units restarted between two looks.
 * @param units `node/unit`, in order.
 * @throws Failed with the units that restarted.
 */
export function expectRestarts(before: UnitStarts, after: UnitStarts, units: readonly string[]): void {
  const found = restarted(before, after);
  expect(
    found.join() === units.join(),
    `restarted: ${found.join(", ") || "nothing"}; expected: ${units.join(", ") || "nothing"}`,
  );
}

async function startsOn(subject: Subject, node: Machine): Promise<UnitStarts> {
  const role = node.name.replace(/-\d+$/, "");
  const names = components.flatMap((it) => (it.service && it.roles.some((one) => one === role) ? [it.name] : []));
  const show = (name: string) => `systemctl show --value --property=ActiveEnterTimestampMonotonic ${name}`;
  const said = await subject.on(node, names.map((name) => `echo ${name} $(${show(name)})`).join("\n"));
  const lines = said
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  return Object.fromEntries(lines.map(([name, at]) => [`${node.name}/${name}`, Number(at)]));
}
