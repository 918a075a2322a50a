import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { prefix } from "../settings";
import { attempt, partVariable } from "./shell";

/** A process that is a part of the lab. */
export interface PartProcess {
  readonly pid: number;
  readonly part: string;
}

/** Every living process that the lab started as one of its parts, and what those started in turn. */
export function partProcesses(): PartProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const part = partOf(name);
      return part ? [{ pid: Number(name), part }] : [];
    });
}

function partOf(pid: string): string | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    readlinkSync(`/proc/${pid}/exe`); // fails for a zombie, which is no process any more
    const mark = `${partVariable}=${prefix}/`;
    return environment.find((entry) => entry.startsWith(mark))?.slice(mark.length);
  } catch {
    return undefined; // it ended while being looked at
  }
}

/** Whether a part runs. */
export function partRuns(part: string): boolean {
  return partProcesses().some((process) => process.part === part);
}

/** Ends processes: asks first, insists after two seconds. */
export async function end(pids: readonly number[]): Promise<void> {
  signal(pids, "SIGTERM");
  for (let waited = 0; waited < 40 && pids.some(alive); waited++) await sleep(50);
  signal(pids.filter(alive), "SIGKILL");
  for (let waited = 0; waited < 40 && pids.some(alive); waited++) await sleep(50);
}

/** Ends a part of the lab. */
export async function endPart(part: string): Promise<void> {
  await end(partProcesses().flatMap((process) => (process.part === part ? [process.pid] : [])));
}

/** Process ids inside a network namespace. */
export async function namespaceProcesses(namespace: string): Promise<number[]> {
  const result = await attempt(["ip", "netns", "pids", namespace]);
  return result.stdout.split("\n").filter(Boolean).map(Number);
}

/** Waits some milliseconds. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // already gone
    }
  }
}

function alive(pid: number): boolean {
  try {
    return !/^\S+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
