import type { Seen } from "./outcome";
import type { Subject } from "./subject";

/** One thing that must hold in a cluster. */
export interface Check {
  readonly name: string;
  /**
   * Returns what it saw. Throws `Failed` if the requirement does not hold, and `Skipped` if it cannot be checked here.
   */
  readonly run: (subject: Subject) => Promise<Seen>;
  /** Takes something out of service for a while. Such a check runs alone, after the others, and only on request. */
  readonly disruptive?: boolean;
  /** No other check is meaningful without it. It runs first, and if it fails, the others are skipped. */
  readonly prerequisite?: boolean;
}

/** A part of the cluster, with its checks. */
export interface Area {
  readonly name: string;
  readonly checks: readonly Check[];
}
