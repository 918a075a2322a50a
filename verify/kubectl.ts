import { randomBytes } from "node:crypto";
import { Failed } from "./outcome";
import { Background, execute, type ExecuteOptions, type Output } from "./site/execute";

const namespacePrefix = "groundup-verify-";

/**
 * The namespace in which this run's checks work: made at their start, removed at their end. No two runs share one, be
 * it at the same time or one after the other: the cluster DNS answers for half a minute with what was.
 */
export const namespace = `${namespacePrefix}${randomBytes(4).toString("hex")}`;

/** Whether a namespace is a run's of verify, this one or another. */
export function isOfVerify(name = ""): boolean {
  return name.startsWith(namespacePrefix);
}

/** A pod of verify's namespace, and where it runs. */
export interface Place {
  readonly name: string;
  readonly node: string;
}

/** The real kubectl, towards the cluster. */
export class Kubectl {
  /**
   * @param leading the program with the flags that lead it to the cluster.
   * @param cacheFolder where it keeps what it learns of the API.
   */
  constructor(
    private readonly leading: readonly string[],
    private readonly cacheFolder: string,
  ) {}

  /** Runs kubectl and reports what it did, success or not. */
  attempt(args: readonly string[], options: ExecuteOptions = {}): Promise<Output> {
    return execute(this.command(args), options);
  }

  /**
   * Runs kubectl and returns what it printed.
   * @throws Failed with what it said when it fails.
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
   * Runs a shell script in a pod of verify's namespace, and returns what it printed.
   * @throws Failed with the pod's place and what it said when it fails.
   */
  async exec({ name, node }: Place, script: string, options: ExecuteOptions = {}): Promise<string> {
    const output = await this.attempt(["exec", "--namespace", namespace, name, "--", "sh", "-c", script], options);
    if (output.code === 0) return output.stdout;
    throw new Failed(`in pod ${name} on ${node}: ${lastWords(output)}`);
  }

  /** Starts a kubectl that goes on while other things happen. */
  start(args: readonly string[]): Background {
    return new Background(this.command(args));
  }

  private command(args: readonly string[]): string[] {
    return [...this.leading, "--cache-dir", this.cacheFolder, ...args];
  }
}

/** The last lines of what a program said. */
export function lastWords({ stdout, stderr, code }: Output): string {
  const lines = (stderr.trim() || stdout.trim() || `ended with ${code}`).split("\n");
  return lines.slice(-5).join("\n");
}

function shorten(args: readonly string[]): string {
  const text = args.join(" ").replaceAll(/\s+/g, " ");
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
