import type { Cluster } from "../lib/cluster";
import { Api } from "./api";
import { expect, Failed, Skipped } from "./outcome";
import { Kubectl, lastWords } from "./kubectl";
import type { List, Node } from "./objects";
import { Once } from "./once";
import type { ExecuteOptions } from "./site/execute";
import type { Machine } from "./site/outputs";
import type { Site, Stack } from "./site/site";
import { Ssh } from "./site/ssh";
import { Stage } from "./stage";

/**
 * Begins every script on a machine: a failed command or an unset variable ends it, also within $(...). A question that
 * was not answered must not count as a good answer.
 */
export const strictly = "set -euo pipefail\nshopt -s inherit_errexit\n";

/** The cluster under test, and every way to reach it. If a way is missing, the checks that need it are skipped. */
export class Subject {
  readonly kubectl: Kubectl;
  readonly stage: Stage;
  private readonly ssh?: Ssh;
  private readonly known = new Once();

  constructor(
    readonly site: Site,
    image: string,
  ) {
    this.kubectl = new Kubectl(site.kubectl, `${site.folder}/kubectl-cache`);
    this.stage = new Stage(this.kubectl, image);
    this.ssh = site.login && new Ssh(site.login, site.folder, site.asOperator);
  }

  /** The contents of the cluster file. */
  get plan(): Cluster {
    return this.site.plan ?? skip("the cluster file (--cluster FILE)");
  }

  /** The masters as machines. */
  get masters(): readonly Machine[] {
    return this.site.outputs?.masters ?? skip("Terraform's outputs (--stack FOLDER)");
  }

  /** The workers as machines. */
  get workers(): readonly Machine[] {
    return this.site.outputs?.workers ?? skip("Terraform's outputs (--stack FOLDER)");
  }

  /** Where the cluster's stack was applied. */
  get stack(): Stack {
    return this.site.stack ?? skip("Terraform's state (--stack FOLDER)");
  }

  /**
   * Runs Terraform in the stack's folder.
   * @throws Failed with its last lines if it fails.
   */
  async terraform(args: readonly string[]): Promise<string> {
    const output = await this.stack.terraform(args, { seconds: 300 });
    if (output.code === 0) return output.stdout;
    throw new Failed(`terraform ${args.join(" ")}: ${lastWords(output)}`);
  }

  /** A value that all checks of this run share, by name. The first caller computes it. */
  once<T>(name: string, find: () => Promise<T>): Promise<T> {
    return this.known.get(name, find);
  }

  /** The API as seen by clients without a certificate. */
  api(): Promise<Api> {
    return this.once("api", () => Api.of(this.site, this.kubectl));
  }

  /** The present nodes; there must be some. */
  async nodes(): Promise<readonly Node[]> {
    const { items } = await this.kubectl.get<List<Node>>("nodes");
    expect(items.length > 0, "there is no node");
    return items;
  }

  /**
   * Runs a bash script on a machine as root, and returns its output. The first command that fails ends it.
   * @throws Failed with the output if it fails.
   */
  async on(machine: Machine, script: string, options?: ExecuteOptions): Promise<string> {
    if (!this.ssh) return skip("SSH to the nodes (--stack FOLDER, and --cluster FILE if it names the key)");
    const output = await this.ssh.run(machine, strictly + script, options);
    if (output.code === 0) return output.stdout;
    throw new Failed(`on ${machine.name}: ${lastWords(output)}`);
  }

  /** Closes the connection to a machine that will be rebooted. */
  async disconnect(machine: Machine): Promise<void> {
    await this.ssh?.disconnect(machine);
  }

  /** Closes everything that this run has open. */
  async close(): Promise<void> {
    await this.ssh?.close([...(this.site.outputs?.masters ?? []), ...(this.site.outputs?.workers ?? [])]);
  }
}

function skip(what: string): never {
  throw new Skipped(`needs ${what}`);
}
