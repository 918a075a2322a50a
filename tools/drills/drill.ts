/** The faults that one run of a drill found; empty if every invariant held. */
export type Faults = readonly string[];

/** A drill after its set-up. What it started runs until `end`. */
export interface PreparedDrill {
  /** How many runs may happen at a time, if they mostly wait. @default 1 */
  readonly atOnce?: number;
  /**
   * Makes one schedule from a seed, runs it, and checks the invariants.
   * @param seed the same seed makes the same schedule
   * @returns a sentence for each invariant that did not hold
   * @throws Error if the drill itself cannot continue. That ends the command: a drill that could not look has found out
   * nothing.
   */
  run(seed: number): Promise<Faults> | Faults;
  /** Stops everything that `prepare` started. Called once, also after a failure. */
  end?(): Promise<void> | void;
}

/** Looks for faults that nobody has thought of: random schedules, and invariants that must hold. */
export interface Drill {
  /** What it attacks and which invariants it checks: one sentence for `npm run drill -- --help`. */
  readonly does: string;
  /** Seeds that once failed. They are run first, each time. */
  readonly kept: readonly number[];
  /**
   * Sets up what all runs share.
   * @throws UserError when this machine lacks what the drill needs
   */
  prepare(): Promise<PreparedDrill> | PreparedDrill;
}
