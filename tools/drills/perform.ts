import type { Drill, PreparedDrill } from "./drill";

/** How long a drill runs, and from which seed. */
export interface Extent {
  /** The first seed; each run after it takes the next number. */
  readonly seed: number;
  /**
   * No run starts any more that would end after so many minutes, if it took as long as runs so far; kept seeds and the
   * first are run in any case. 0: the first seed alone.
   */
  readonly minutes: number;
  /** Whether the seeds that failed once are run first. */
  readonly kept: boolean;
}

/** A run that found faults. */
export interface FailedRun {
  readonly seed: number;
  readonly faults: readonly string[];
}

/** What a drill did and found. */
export interface DrillReport {
  readonly runs: number;
  readonly failed: readonly FailedRun[];
}

/** What the outside gives to a drill. */
export interface Surroundings {
  /** Milliseconds. */
  readonly now: () => number;
  /** Whether somebody has asked to stop after the present run. */
  readonly stopped: () => boolean;
  /** Is told of each run that ended. */
  readonly ran: (runs: number, failed: number) => void;
  /** Is told of each failed run at once. */
  readonly found: (run: FailedRun) => void;
}

/** Runs a drill's kept seeds, then new ones until its time is over. */
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

/** Waits until all have ended, then throws what one of them threw. */
async function allEnd(works: readonly Promise<void>[]): Promise<void> {
  for (const work of await Promise.allSettled(works)) if (work.status === "rejected") throw work.reason;
}

/** The kept seeds and the first, whatever the time; then more while there is time. Shared by all that run. */
function* seedsOf(kept: readonly number[], first: number, hasTime: () => boolean): Generator<number, void> {
  yield* kept;
  yield first;
  for (let seed = first + 1; hasTime(); seed += 1) yield seed;
}
