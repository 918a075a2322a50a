import type { Seen } from "./outcome";
import type { Subject } from "./subject";

/** One thing that must hold in a cluster. */
export interface Check {
  readonly name: string;
  /** Says what it saw; throws `Failed` when it does not hold and `Skipped` when nobody can tell. */
  readonly run: (subject: Subject) => Promise<Seen>;
  /** Takes something out of service for a while: runs alone, after the others, and only when asked for. */
  readonly disruptive?: boolean;
  /** Without it no other check means anything: runs first, and when it fails, the others are skipped. */
  readonly prerequisite?: boolean;
}

/** A part of the cluster, with its checks. */
export interface Area {
  readonly name: string;
  readonly checks: readonly Check[];
}
