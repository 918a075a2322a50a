import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { attempt, run, type Result } from "../../lab/host/shell";

/**
 * Keeps what a test mounts to itself. A namespace that another test makes from the machine's own holds copies of all its
 * mounts, and so a device would still be in use after the test has unmounted it.
 */
export class MountNamespace {
  private constructor(private readonly holder: ChildProcess) {}

  /** Makes a namespace that starts with the machine's mounts. It needs root. */
  static async start(): Promise<MountNamespace> {
    const holder = spawn("unshare", ["--mount", "--kill-child", "--fork", "bash", "-c", "echo made; read -r"]);
    await Promise.race([
      once(holder.stdout, "data"),
      once(holder, "close").then(([code]) => Promise.reject(new Error(`unshare ended with ${String(code)}`))),
    ]);
    return new MountNamespace(holder);
  }

  /** A file or folder as it is in the namespace. */
  seen(file: string): string {
    return `/proc/${this.holder.pid}/root${file}`;
  }

  /** Runs a program in it. */
  run(command: readonly string[]): Promise<string> {
    return run(this.inside(command));
  }

  /** Runs a program in it, and reports what it did. */
  attempt(command: readonly string[]): Promise<Result> {
    return attempt(this.inside(command));
  }

  /** Ends it, with all its mounts. */
  async stop(): Promise<void> {
    const closed = once(this.holder, "close");
    this.holder.stdin!.end();
    await closed;
  }

  private inside(command: readonly string[]): string[] {
    return ["nsenter", `--mount=/proc/${this.holder.pid}/ns/mnt`, ...command];
  }
}
