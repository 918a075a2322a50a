import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { files, prefix } from "../settings";
import { end, startTime, signal } from "./processes";
import { inNamespace, logFile, partVariable, type RunOptions } from "./shell";

/** Folder with a note of each part's first process. */
const notes = path.join(files.run, "parts");

/** Starts a part of the lab that outlives this process, with its output in the part's log. */
export function startPart(part: string, command: readonly string[], options: RunOptions = {}): ChildProcess {
  mkdirSync(files.logs, { recursive: true });
  appendFileSync(logFile(part), `--- ${new Date().toISOString()} ${command.join(" ")}\n`);
  const output = openSync(logFile(part), "a");
  const [program, ...args] = inNamespace(options.namespace, command);
  const env = { ...process.env, ...options.env, [partVariable]: `${prefix}/${part}` };
  const child = spawn(program!, args, { cwd: options.cwd, env, detached: true, stdio: ["ignore", output, output] });
  child.on("error", (error) => appendFileSync(logFile(part), `${error.message}\n`));
  child.unref();
  closeSync(output);
  if (child.pid) note(part, child.pid);
  return child;
}

/** A process that is a part of the lab. */
export interface PartProcess {
  readonly pid: number;
  readonly part: string;
}

/**
 * Every living process that the lab started as one of its parts, and what those started in turn. They are known by
 * a mark in their environment, or, for a program that overwrites it, by the note that was made when it started.
 */
export function partProcesses(): PartProcess[] {
  const marked = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const part = markOf(name);
      return part ? [{ pid: Number(name), part }] : [];
    });
  const known = new Set(marked.map((process) => process.pid));
  return [...marked, ...notedProcesses().filter((process) => !known.has(process.pid))];
}

function note(part: string, pid: number): void {
  mkdirSync(notes, { recursive: true });
  writeFileSync(path.join(notes, part), `${pid} ${startTime(pid)}`);
}

function notedProcesses(): PartProcess[] {
  if (!existsSync(notes)) return [];
  return readdirSync(notes).flatMap((part) => {
    const [pid, started] = readFileSync(path.join(notes, part), "utf8").split(" ");
    return started && startTime(Number(pid)) === started ? [{ pid: Number(pid), part }] : [];
  });
}

function markOf(pid: string): string | undefined {
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

/** The first process of a part, which started the others; nothing when it has ended. */
export function leaderOf(part: string): number | undefined {
  return notedProcesses().find((process) => process.part === part)?.pid;
}

/** Ends a part of the lab. */
export async function endPart(part: string): Promise<void> {
  await end(processesOf(part));
}

const processesOf = (part: string) =>
  partProcesses().flatMap((process) => (process.part === part ? [process.pid] : []));

/** Kills a part of the lab, as a machine does that runs out of memory: it can do nothing about it. */
export function killPart(part: string): void {
  signal(processesOf(part), "SIGKILL");
}
