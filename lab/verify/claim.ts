import { hostname } from "node:os";

/** Annotation of verify's namespace that says whose it is. */
export const claimAnnotation = "groundup-verify/run";

/** No run takes longer than this: what is older was left behind, whoever made it. In milliseconds. */
const longestRun = 15 * 60_000;

/** This run, as the annotation names it. */
export function ownClaim(): string {
  return `process ${process.pid} on ${hostname()}`;
}

/**
 * Who works in a namespace that is there already; nobody when it was left behind.
 * @param claim the annotation of the namespace; another machine's run is believed to live while it may.
 * @param created when the namespace was made.
 */
export function livingHolder(claim: string | undefined, created: Date, now: Date): string | undefined {
  const [, pid, host] = /^process (\d+) on (.+)$/.exec(claim ?? "") ?? [];
  if (!pid || now.getTime() - created.getTime() > longestRun) return undefined;
  return host === hostname() && !lives(Number(pid)) ? undefined : claim;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
