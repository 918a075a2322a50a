import type { Drill, PreparedDrill } from "./drill";

/** How long a drill runs, and from which seed. */
export interface Extent {
  /** The first seed; each run after it takes the next number. */
  readonly seed: number;
  /** Runs stop when this many minutes have passed. 0: the first seed alone. */
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
  { seed: first, minutes }: Extent,
  { now, stopped, found }: Surroundings,
): Promise<DrillReport> {
  const failed: FailedRun[] = [];
  let runs = 0;
  const run = async (seed: number) => {
    const faults = await prepared.run(seed);
    runs += 1;
    if (faults.length === 0) return;
    failed.push({ seed, faults });
    found({ seed, faults });
  };
  for (const seed of kept) if (!stopped()) await run(seed);
  const end = now() + minutes * 60_000;
  for (let seed = first; !stopped() && (seed === first || now() < end); seed += 1) await run(seed);
  return { runs, failed };
}
