import type { Role } from "../../../lib/contract/node-name";
import { Random } from "../random";
import { type Step, stepOf } from "./steps";

/** A moment of a step: before a command of a script. */
export interface Point {
  /** Script and line, such as `common.sh:182`. */
  readonly at: string;
  /** How often the step has reached it, this time included. */
  readonly turn: number;
  readonly command: string;
}

/** What happens to a step before it runs again. */
export interface Schedule {
  readonly step: Step;
  /** Where the step is killed. A second kill happens when the step runs again, if it gets there. */
  readonly kills: readonly Point[];
  /** Whether the power is cut after each kill. */
  readonly powerCut: boolean;
  /** A second step of the same kind begins this many milliseconds after the first, and nothing is killed. */
  readonly besides?: number;
}

/** The moments of each undisturbed step. */
export type Points = ReadonlyMap<Step, readonly Point[]>;

/** The moments of a step. @param trace one line each: script and line, then the command */
export function pointsOf(trace: readonly string[]): readonly Point[] {
  const turns = new Map<string, number>();
  return trace.map((line) => {
    const at = line.slice(0, line.indexOf(" "));
    const turn = (turns.get(at) ?? 0) + 1;
    turns.set(at, turn);
    return { at, turn, command: line.slice(at.length + 1) };
  });
}

/** A moment that can be found after changes of the scripts: by its command, and how often the step has reached it. */
export interface KeptMoment {
  readonly step: Step;
  readonly script: string;
  readonly command: string;
  readonly turn: number;
}

/** Moments of kills at which the drill found a fault. Their indexes in these lists are the seeds that repeat them. */
export const keptMoments: Readonly<Record<Role, readonly KeptMoment[]>> = {
  // No fault of a release: three that were put into the scripts on purpose (docs/drills.md) are found at these moments.
  master: [
    // All files are in their places, and no service has been restarted.
    { step: "master update", script: "common.sh", command: "systemctl daemon-reload", turn: 1 },
    // Nothing is encrypted with the new key yet.
    { step: "master reencrypt", script: "encryption.sh", command: 'LC_ALL=C cut -b -600 > "$WORK/page"', turn: 1 },
    // The worker is cordoned, and not drained.
    {
      step: "master leave",
      script: "leave-worker",
      command:
        '"${kubectl[@]}" drain "$hostname" --ignore-daemonsets --delete-emptydir-data --force --timeout 20s --skip-wait-for-delete-timeout 30',
      turn: 1,
    },
  ],
  worker: [
    // Unpacked files stayed in the cache permanently.
    { step: "worker update", script: "install-artifact", command: 'sha256sum "$2" >> "$unpacked.files"', turn: 8 },
    { step: "worker update", script: "install-artifact", command: 'mkdir -p "${record%/*}"', turn: 6 },
    // The cached file was already in its place, as a link, and mv refused it in every later run.
    { step: "worker join", script: "install-artifact", command: 'echo "$2" > "$record"', turn: 6 },
  ],
};

/**
 * The schedule of a seed.
 * @param moments the stored ones
 * @throws Error if the scripts no longer contain a stored moment
 */
export function scheduleOf(seed: number, moments: readonly KeptMoment[], points: Points): Schedule {
  const kept = moments[seed];
  if (!kept) return drawSchedule(new Random(seed), points);
  const { step, script, command, turn } = kept;
  const there = (points.get(step) ?? []).filter(
    (point) => point.at.startsWith(`${script}:`) && point.command === command,
  );
  const moment = there[turn - 1];
  if (!moment)
    throw new Error(`the ${step} has no ${turn} times ${command} in ${script}: tools/drills/step/schedule.ts`);
  return { step, kills: [moment], powerCut: false };
}

const programs =
  "apt-get|chmod|chown|cp|ctr|curl|etcdctl|exec|flock|install|install-artifact|kubectl|ln|mkdir|mktemp|mv|rm|systemctl|systemd-sysusers|tar|touch|xargs";
const writing = new RegExp(`(^|[ /"])(${programs})"? |\\$\\{kubectl|[^<]>(?!&|/dev/null)`);

/** Whether a command may write something permanent. */
export const writes = (command: string) => writing.test(command);

/** Draws a schedule. */
export function drawSchedule(random: Random, points: Points): Schedule {
  const step = random.pick(
    [...points.keys()].flatMap((name) => Array.from({ length: stepOf(name).weight }, () => name)),
  );
  if (random.chance(0.1)) return { step, kills: [], powerCut: false, besides: random.between(0, 8000) };
  const all = points.get(step)!;
  const written = all.filter(({ command }) => writes(command));
  const pick = () => random.pick(random.chance(0.85) ? written : all);
  return { step, kills: random.chance(0.3) ? [pick(), pick()] : [pick()], powerCut: random.chance(0.25) };
}

/** A schedule as text for people. */
export function tell({ step, kills, powerCut, besides }: Schedule): string {
  if (besides !== undefined) return `${step} beside another one, ${besides} ms later`;
  const points = kills.map(({ at, turn, command }) => `before ${at}, turn ${turn} (${command.slice(0, 100)})`);
  return `${step} killed ${points.join(", again ")}${powerCut ? ", with a power cut" : ""}`;
}

/** The differences between two states of a host: missing lines and unwanted lines. */
export function differences(wanted: readonly string[], found: readonly string[]): readonly string[] {
  const there = new Set(found);
  const right = new Set(wanted);
  return [
    ...wanted.filter((line) => !there.has(line)).map((line) => `missing: ${line}`),
    ...found.filter((line) => !right.has(line)).map((line) => `too much: ${line}`),
  ];
}
