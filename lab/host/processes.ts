import { readFileSync } from "node:fs";
import { sleep } from "../../lib/processes";
import { attempt } from "./shell";

/** When a process started. Distinguishes it from a later process with the same id. Empty if it has ended. */
export function startTime(pid: number): string {
  const fields = statFields(pid);
  return fields[0] === "Z" ? "" : (fields[19] ?? "");
}

/** Fields of a process's status from the third on, a one-letter state; empty if the process has ended. */
function statFields(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

/** Ends processes: SIGTERM first, SIGKILL after two seconds. */
export async function end(pids: readonly number[]): Promise<void> {
  signal(pids, "SIGTERM");
  for (let waited = 0; waited < 40 && pids.some(alive); waited++) await sleep(50);
  signal(pids.filter(alive), "SIGKILL");
  for (let waited = 0; waited < 40 && pids.some(alive); waited++) await sleep(50);
}

/** Process ids inside a network namespace. */
export async function namespaceProcesses(namespace: string): Promise<number[]> {
  const result = await attempt(["ip", "netns", "pids", namespace]);
  return result.stdout.split("\n").filter(Boolean).map(Number);
}

/** Sends a signal to processes. Ignores those that have ended. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // the process has ended
    }
  }
}

function alive(pid: number): boolean {
  return startTime(pid) !== "";
}
