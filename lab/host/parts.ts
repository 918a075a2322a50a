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

/** Starts a part of the lab that outlives this process. Its output goes to the part's log. */
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
 * Every running process that the lab started as one of its parts, and their descendants. They are recognised by a mark
 * in their environment. If a program overwrites its environment, the note written at its start is used.
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
    readlinkSync(`/proc/${pid}/exe`); // fails for a zombie, which no longer counts as a process
    const mark = `${partVariable}=${prefix}/`;
    return environment.find((entry) => entry.startsWith(mark))?.slice(mark.length);
  } catch {
    return undefined; // the process ended in the meantime
  }
}

/** Whether a part runs. */
export function partRuns(part: string): boolean {
  return partProcesses().some((process) => process.part === part);
}

/** The first process of a part, which started the others; undefined if it has ended. */
export function leaderOf(part: string): number | undefined {
  return notedProcesses().find((process) => process.part === part)?.pid;
}

/** Ends a part of the lab. */
export async function endPart(part: string): Promise<void> {
  await end(processesOf(part));
}

const processesOf = (part: string) =>
  partProcesses().flatMap((process) => (process.part === part ? [process.pid] : []));

/** Kills a part of the lab without warning, as the kernel does when memory runs out. */
export function killPart(part: string): void {
  signal(processesOf(part), "SIGKILL");
}
