import { parseNodeDescription } from "../../lib/contract/node-description";
import { paths } from "../../lib/contract/paths";
import { expect, Failed } from "../../verify/outcome";
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
  const names = await unitsOf(subject, node);
  const show = (name: string) => `systemctl show --value --property=ActiveEnterTimestampMonotonic ${name}`;
  const said = await subject.on(node, names.map((name) => `at=$(${show(name)}); echo ${name} "$at"`).join("\n"));
  const lines = said
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  return Object.fromEntries(lines.map(([name, at]) => [`${node.name}/${name}`, Number(at)]));
}

/** The units that groundup starts on a node, as its description has them: services without their type. */
async function unitsOf(subject: Subject, node: Machine): Promise<string[]> {
  const description = parseNodeDescription(await subject.on(node, `cat ${paths.nodeDescription}`));
  if (!description) throw new Failed(`${paths.nodeDescription} on ${node.name} is no description of this release`);
  return description.units.filter(({ system }) => !system).map(({ unit }) => unit.replace(/\.service$/, ""));
}
