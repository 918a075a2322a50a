import { randomBytes } from "node:crypto";
import { Failed } from "./outcome";
import { Background, execute, type ExecuteOptions, type Output } from "./site/execute";

const namespacePrefix = "groundup-verify-";

/**
 * The namespace of this run's checks: created at the start, removed at the end. No two runs share one, not even
 * consecutive ones: the cluster DNS serves old answers for half a minute.
 */
export const namespace = `${namespacePrefix}${randomBytes(4).toString("hex")}`;

/** Whether a namespace belongs to a run of verify, this one or another. */
export function isOfVerify(name = ""): boolean {
  return name.startsWith(namespacePrefix);
}

/** A pod in verify's namespace, and its node. */
export interface Place {
  readonly name: string;
  readonly node: string;
}

/** The real kubectl, connected to the cluster. */
export class Kubectl {
  /**
   * @param leading the program with the flags that connect it to the cluster.
   * @param cacheFolder for its discovery cache.
   */
  constructor(
    private readonly leading: readonly string[],
    private readonly cacheFolder: string,
  ) {}

  /** Runs kubectl and returns the result, whether it succeeded or not. */
  attempt(args: readonly string[], options: ExecuteOptions = {}): Promise<Output> {
    return execute(this.command(args), options);
  }

  /**
   * Runs kubectl and returns its output.
   * @throws Failed with the output if it fails.
   */
  async run(args: readonly string[], options: ExecuteOptions = {}): Promise<string> {
    const output = await this.attempt(args, options);
    if (output.code === 0) return output.stdout;
    throw new Failed(`kubectl ${shorten(args)}: ${lastWords(output)}`);
  }

  /** An object, or a list of them: `get("pods", "--namespace", "default")`. */
  async get<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.run(["get", ...args, "--output", "json"])) as T;
  }

  /** The body behind a path of the API. */
  raw(path: string): Promise<string> {
    return this.run(["get", "--raw", path]);
  }

  /**
   * Runs a shell script in a pod of verify's namespace, and returns its output.
   * @throws Failed with the pod's place and the output if it fails.
   */
  async exec({ name, node }: Place, script: string, options: ExecuteOptions = {}): Promise<string> {
    const stdin = options.input === undefined ? [] : ["--stdin"];
    const command = ["exec", ...stdin, "--namespace", namespace, name, "--", "sh", "-c", script];
    const output = await this.attempt(command, options);
    if (output.code === 0) return output.stdout;
    throw new Failed(`in pod ${name} on ${node}: ${lastWords(output)}`);
  }

  /** Starts a kubectl that keeps running in the background. */
  start(args: readonly string[]): Background {
    return new Background(this.command(args));
  }

  private command(args: readonly string[]): string[] {
    return [...this.leading, "--cache-dir", this.cacheFolder, ...args];
  }
}

/** The last lines of a program's output. */
export function lastWords({ stdout, stderr, code }: Output): string {
  const lines = (stderr.trim() || stdout.trim() || `ended with ${code}`).split("\n");
  return lines.slice(-5).join("\n");
}

function shorten(args: readonly string[]): string {
  const text = args.join(" ").replaceAll(/\s+/g, " ");
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
