import { hostname } from "node:os";
import { isThere } from "../lib/processes";
import type { Meta } from "./objects";

/** Label of the namespace of every run. */
export const runLabel = "groundup-verify";

/** Annotation of a run's namespace that identifies the run. */
export const runAnnotation = "groundup-verify/run";

/** No run takes longer than this, so an older namespace is a leftover. In milliseconds. */
const longestRun = 15 * 60_000;

/** This run, in the format of the annotation. */
export function thisRun(): string {
  return `process ${process.pid} on ${hostname()}`;
}

/**
 * Whether the run that created a namespace ended without removing it. A run on another machine may still be running
 * until its time is over.
 */
export function isLeftBehind({ annotations, creationTimestamp }: Meta, now: Date): boolean {
  const [, pid, host] = /^process (\d+) on (.+)$/.exec(annotations?.[runAnnotation] ?? "") ?? [];
  if (!pid || now.getTime() - new Date(creationTimestamp).getTime() > longestRun) return true;
  return host === hostname() && !isThere(Number(pid));
}
