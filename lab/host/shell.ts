import { spawn } from "node:child_process";
import path from "node:path";
import { LabError } from "../errors";
import { files } from "../settings";

/** Marks the lab's own processes in their environment, so that `down` finds each of them. */
export const partVariable = "GROUNDUP_LAB_PART";

/** How a program is run. */
export interface RunOptions {
  /** Network namespace. @default the machine's own */
  readonly namespace?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text for its standard input. */
  readonly input?: string;
  /** Called with each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** The result of a program. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line that runs a program in a network namespace, with the machine's mounts. */
export function inNamespace(namespace: string | undefined, command: readonly string[]): string[] {
  return namespace ? ["nsenter", `--net=/run/netns/${namespace}`, ...command] : [...command];
}

/** Runs a program and returns its result, whether it succeeded or not. */
export function attempt(command: readonly string[], options: RunOptions = {}): Promise<Result> {
  const [program, ...args] = inNamespace(options.namespace, command);
  return new Promise((resolve) => {
    const env = { ...process.env, ...options.env, [partVariable]: undefined };
    const child = spawn(program!, args, { cwd: options.cwd, env });
    const output = { stdout: "", stderr: "" };
    let line = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output.stdout += chunk.toString();
      if (!options.onLine) return;
      const lines = (line + chunk.toString()).split("\n");
      line = lines.pop() ?? "";
      lines.forEach(options.onLine);
    });
    child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.on("error", (error) => resolve({ code: 127, ...output, stderr: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 128, ...output }));
    child.stdin.on("error", () => undefined); // a program may end without reading its input
    child.stdin.end(options.input ?? "");
  });
}

/**
 * Runs a program and returns its standard output.
 * @throws LabError with the command and its output if it fails.
 */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await attempt(command, options);
  if (result.code === 0) return result.stdout;
  const said = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(-15).join("\n");
  throw new LabError(`${command.join(" ").slice(0, 300)}: ended with ${result.code}\n${said}`);
}

/** Runs a program on the user's terminal, and returns its exit code. */
export function interact(command: readonly string[], options: RunOptions = {}): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...options.env };
    const [program, ...args] = inNamespace(options.namespace, command);
    const child = spawn(program!, args, { cwd: options.cwd, env, stdio: "inherit" });
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 128));
  });
}

/** File that a part of the lab logs to. */
export function logFile(part: string): string {
  return path.join(files.logs, `${part}.log`);
}
