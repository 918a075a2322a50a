import { hostname } from "node:os";
import { isThere } from "../lib/processes";
import type { Meta } from "./objects";

/** Label of the namespace of every run. */
export const runLabel = "groundup-verify";

/** Annotation of a run's namespace that says whose it is. */
export const runAnnotation = "groundup-verify/run";

/** No run takes longer than this: what is older was left behind, whoever made it. In milliseconds. */
const longestRun = 15 * 60_000;

/** This run, as the annotation names it. */
export function thisRun(): string {
  return `process ${process.pid} on ${hostname()}`;
}

/**
 * Whether the run that made a namespace ended without removing it. Another machine's run is believed to go on while
 * it may.
 */
export function isLeftBehind({ annotations, creationTimestamp }: Meta, now: Date): boolean {
  const [, pid, host] = /^process (\d+) on (.+)$/.exec(annotations?.[runAnnotation] ?? "") ?? [];
  if (!pid || now.getTime() - new Date(creationTimestamp).getTime() > longestRun) return true;
  return host === hostname() && !isThere(Number(pid));
}
