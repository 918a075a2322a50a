/** What one run of a drill has found; nothing where every invariant held. */
export type Faults = readonly string[];

/** A drill that has been set up: what it starts stays until `end`. */
export interface PreparedDrill {
  /** How many runs may go on at a time, where they mostly wait; left out: one. */
  readonly atOnce?: number;
  /**
   * Makes one schedule from a seed, carries it out, and checks the invariants.
   * @param seed the same seed makes the same schedule
   * @returns a sentence for each invariant that did not hold
   * @throws Error when the drill itself cannot go on. That ends the command: a drill that could not look has found nothing out.
   */
  run(seed: number): Promise<Faults> | Faults;
  /** Takes down what `prepare` has started. It is called once, also after a failure. */
  end?(): Promise<void> | void;
}

/** A machine that looks for faults which nobody has thought of: random schedules, and invariants that must hold. */
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
