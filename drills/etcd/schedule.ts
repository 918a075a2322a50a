import type { Random } from "../random";
import type { Cut } from "./network";

/** What happens to masters at once. */
export type Disaster =
  | { readonly kind: "none" }
  | { readonly kind: "kill"; readonly names: readonly string[] }
  | { readonly kind: "wipe"; readonly names: readonly string[]; readonly keepsDatabase: boolean }
  | { readonly kind: "terminate"; readonly names: readonly string[] };

/** What goes wrong while the first apply after a disaster is at work. */
export interface Trouble {
  /** Commands after which the script before etcd is killed, by master. */
  readonly killAfter: ReadonlyMap<string, number>;
  /** Masters that are cut off from all others. */
  readonly cut?: { readonly names: readonly string[]; readonly how: Cut };
  /** Masters whose etcd is stopped (SIGSTOP). */
  readonly stopped: readonly string[];
  /** Masters whose etcd is killed, and when, in milliseconds. */
  readonly killed: ReadonlyMap<string, number>;
  /** How long all of it lasts, in milliseconds. */
  readonly lasts: number;
}

/** A disaster, and the trouble that its healing meets. */
export interface Act {
  readonly disaster: Disaster;
  readonly trouble: Trouble;
}

/** Draws a schedule: founding in trouble, then some acts. */
export function drawSchedule(random: Random, names: readonly string[]): readonly Act[] {
  const acts = Array.from({ length: random.between(1, 2) }, () => drawAct(random, names));
  return [{ disaster: { kind: "none" }, trouble: drawTrouble(random, names) }, ...acts];
}

function drawAct(random: Random, names: readonly string[]): Act {
  const order = random.shuffled(names);
  const minority = Math.floor((names.length - 1) / 2);
  const some = (most: number) => order.slice(0, random.between(1, most));
  const disaster = random.pick<() => Disaster>([
    () => ({ kind: "kill", names: some(names.length) }),
    () => ({ kind: "wipe", names: some(minority), keepsDatabase: random.chance(0.5) }),
    () => ({ kind: "terminate", names: some(minority) }),
    () => ({ kind: "terminate", names: order.slice(0, minority + 1) }),
  ])();
  return { disaster, trouble: drawTrouble(random, names) };
}

function drawTrouble(random: Random, names: readonly string[]): Trouble {
  const some = () => names.filter(() => random.chance(0.4));
  const cutOff = random.chance(0.4) ? some() : [];
  return {
    killAfter: new Map(some().map((name) => [name, random.between(1, 60)])),
    ...(cutOff.length > 0 && { cut: { names: cutOff, how: random.pick(["drop", "reject"] as const) } }),
    stopped: random.chance(0.3) ? some() : [],
    killed: new Map(some().map((name) => [name, random.between(50, 3000)])),
    lasts: random.between(500, 5000),
  };
}

/** A schedule for people. */
export function tellAct({ disaster, trouble }: Act): string {
  const { cut, stopped, killAfter, killed, lasts } = trouble;
  const what = disaster.kind === "none" ? "founding" : `${disaster.kind} ${disaster.names.join(", ")}`;
  const during = [
    ...[...killAfter].map(([name, count]) => `etcd-member of ${name} killed at command ${count}`),
    ...(cut ? [`${cut.names.join(", ")} cut off (${cut.how})`] : []),
    ...stopped.map((name) => `etcd of ${name} stopped`),
    ...[...killed].map(([name, at]) => `etcd of ${name} killed after ${at} ms`),
  ];
  return `${what}; for ${lasts} ms: ${during.join(", ") || "nothing"}`;
}
