import { type ChildProcess, spawn } from "node:child_process";
import { patient } from "../patience";

/** The result of a program. */
export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Time limit of a program unless its caller sets another, in seconds. */
export const programLimit = 30;

/** How a program is run. */
export interface ExecuteOptions {
  /** Text for its standard input. */
  readonly input?: string;
  /** Seconds after which it is killed, multiplied by the run's patience. @default programLimit */
  readonly seconds?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Exit code of a program that exceeded its time limit, as in timeout(1). */
export const timedOut = 124;

/** Runs a program within a time limit and returns the result, whether it succeeded or not. */
export function execute(command: readonly string[], options: ExecuteOptions = {}): Promise<Output> {
  const { input = "", cwd } = options;
  const seconds = patient(options.seconds ?? programLimit);
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program!, args, { cwd, env: { ...process.env, ...options.env } });
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    const output = { stdout: "", stderr: "" };
    const end = (result: Partial<Output> & { code: number }) => {
      clearTimeout(timer);
      resolve({ ...output, ...result });
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.on("error", (error) => end({ code: 127, stderr: error.message }));
    child.on("close", (code, signal) => {
      if (code !== null) end({ code });
      else if (signal === "SIGKILL") end({ code: timedOut, stderr: `${output.stderr}\nno answer within ${seconds} s` });
      else end({ code: 128, stderr: `${output.stderr}\nended by ${signal}` });
    });
    child.stdin.on("error", () => undefined); // a program may end without reading its input
    child.stdin.end(input);
  });
}

/** A program that runs in the background. */
export class Background {
  /** All its output so far, of both streams. */
  said = "";
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(command: readonly string[]) {
    const [program, ...args] = command;
    this.child = spawn(program!, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.ended = new Promise((resolve) => {
      this.child.on("error", (error) => {
        this.said += error.message;
        resolve();
      });
      this.child.on("close", () => resolve());
    });
    this.child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.said += text));
  }

  /** Ends it, and returns all its output. */
  async stop(): Promise<string> {
    this.child.kill("SIGTERM");
    await this.ended;
    return this.said;
  }
}
