import type { Random } from "../random";
import type { Cut } from "./network";

/** What happens to masters at once. */
export type Disaster =
  | { readonly kind: "none" }
  | { readonly kind: "kill"; readonly names: readonly string[] }
  | { readonly kind: "wipe"; readonly names: readonly string[]; readonly keepsDatabase: boolean }
  | { readonly kind: "terminate"; readonly names: readonly string[] }
  /** Machines that first leave, as with Terraform: a step on another master removes their members. */
  | { readonly kind: "leave"; readonly names: readonly string[]; readonly killAfter?: number };

/** What goes wrong during the first apply after a disaster. */
export interface Trouble {
  /** Commands after which the script before etcd is killed, by master. */
  readonly killAfter: ReadonlyMap<string, number>;
  /** Masters that are cut off from all others. */
  readonly cut?: { readonly names: readonly string[]; readonly how: Cut };
  /** Masters whose etcd is stopped (SIGSTOP). */
  readonly stopped: readonly string[];
  /** Masters whose etcd is killed, and when, in milliseconds. */
  readonly killed: ReadonlyMap<string, number>;
  /** Masters whose disk is full, or hangs. */
  readonly disks: ReadonlyMap<string, "full" | "hanging">;
  /** Masters whose clock jumps, and by how many seconds. */
  readonly clocks: ReadonlyMap<string, number>;
  /** How long all of it lasts, in milliseconds. */
  readonly lasts: number;
}

/** A disaster, and the trouble during its repair. */
export interface Act {
  readonly disaster: Disaster;
  readonly trouble: Trouble;
}

const [minute, hour, day] = [60, 3600, 86_400];
/** Jumps of clocks. The members' certificates are not valid before they were made, and expire within two days. */
const jumps = [-2 * day, -hour, -minute, minute, hour, 2 * day];

/** Draws a schedule: founding in trouble, then as many acts as end within about two minutes. */
export function drawSchedule(random: Random, names: readonly string[]): readonly Act[] {
  const acts = Array.from({ length: random.between(1, names.length > 3 ? 1 : 2) }, () => drawAct(random, names));
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
    () => ({ kind: "leave", names: some(1), ...(random.chance(0.5) && { killAfter: random.between(1, 80) }) }),
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
    disks: new Map(random.chance(0.3) ? some().map((name) => [name, random.pick(["full", "hanging"] as const)]) : []),
    clocks: new Map(random.chance(0.2) ? some().map((name) => [name, random.pick(jumps)]) : []),
    lasts: random.between(500, 7000),
  };
}

/** Whether machines need disks of their own for an act. */
export const meetsDisk = ({ trouble }: Act) => trouble.disks.size > 0;

/** A schedule as text for people. */
export function tellAct({ disaster, trouble }: Act): string {
  const { cut, stopped, killAfter, killed, disks, clocks, lasts } = trouble;
  const what = disaster.kind === "none" ? "founding" : `${disaster.kind} ${disaster.names.join(", ")}`;
  const during = [
    ...[...killAfter].map(([name, count]) => `etcd-member of ${name} killed at command ${count}`),
    ...(cut ? [`${cut.names.join(", ")} cut off (${cut.how})`] : []),
    ...stopped.map((name) => `etcd of ${name} stopped`),
    ...[...disks].map(([name, how]) => `disk of ${name} ${how}`),
    ...[...clocks].map(([name, seconds]) => `clock of ${name} jumps by ${seconds} s`),
    ...[...killed].map(([name, at]) => `etcd of ${name} killed after ${at} ms`),
  ];
  return `${what}; for ${lasts} ms: ${during.join(", ") || "nothing"}`;
}
