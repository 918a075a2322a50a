import type { Drill, PreparedDrill } from "./drill";

/** How long a drill runs, and from which seed. */
export interface Extent {
  /** The first seed; each run after it takes the next number. */
  readonly seed: number;
  /**
   * No run starts that would end after this many minutes, based on the average so far. Stored seeds and the first one
   * run in any case. 0: only the first seed.
   */
  readonly minutes: number;
  /** Whether seeds that once failed run first. */
  readonly kept: boolean;
}

/** A run that found faults. */
export interface FailedRun {
  readonly seed: number;
  readonly faults: readonly string[];
}

/** The result of a drill. */
export interface DrillReport {
  readonly runs: number;
  readonly failed: readonly FailedRun[];
}

/** What a drill gets from its environment. */
export interface Surroundings {
  /** Milliseconds. */
  readonly now: () => number;
  /** Whether the user asked to stop after the present run. */
  readonly stopped: () => boolean;
  /** Called after each run. */
  readonly ran: (runs: number, failed: number) => void;
  /** Called at once for each failed run. */
  readonly found: (run: FailedRun) => void;
}

/** Runs a drill's stored seeds, then new ones until its time is over. */
export async function performDrill(drill: Drill, extent: Extent, surroundings: Surroundings): Promise<DrillReport> {
  const prepared = await drill.prepare();
  try {
    return await performRuns(prepared, extent.kept ? drill.kept : [], extent, surroundings);
  } finally {
    await prepared.end?.();
  }
}

async function performRuns(
  prepared: PreparedDrill,
  kept: readonly number[],
  extent: Extent,
  { now, stopped, found, ran }: Surroundings,
): Promise<DrillReport> {
  const failed: FailedRun[] = [];
  let runs = 0;
  let taken = 0;
  const end = now() + extent.minutes * 60_000;
  const hasTime = () => extent.minutes > 0 && now() + taken / Math.max(runs, 1) <= end;
  const seeds = seedsOf(kept, extent.seed, hasTime);
  let broken = false;
  const runOne = async (seed: number) => {
    const began = now();
    try {
      const faults = await prepared.run(seed);
      taken += now() - began;
      return faults;
    } catch (error) {
      broken = true;
      throw error;
    }
  };
  const runSome = async () => {
    while (!stopped() && !broken) {
      const { value: seed, done } = seeds.next();
      if (done) return;
      const faults = await runOne(seed);
      runs += 1;
      if (faults.length > 0) {
        failed.push({ seed, faults });
        found({ seed, faults });
      }
      ran(runs, failed.length);
    }
  };
  await allEnd(Array.from({ length: prepared.atOnce ?? 1 }, runSome));
  return { runs, failed };
}

/** Waits until all have ended, then throws an exception of one of them. */
async function allEnd(works: readonly Promise<void>[]): Promise<void> {
  for (const work of await Promise.allSettled(works)) if (work.status === "rejected") throw work.reason;
}

/** The stored seeds and the first one, whatever the time; then more while there is time. All parallel runs share it. */
function* seedsOf(kept: readonly number[], first: number, hasTime: () => boolean): Generator<number, void> {
  yield* kept;
  yield first;
  for (let seed = first + 1; hasTime(); seed += 1) yield seed;
}
