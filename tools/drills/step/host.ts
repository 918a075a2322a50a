import { attempt, type Result, run } from "../../../lab/host/shell";
import { paths } from "../../../lib/contract/paths";
import { type Action, shared } from "./steps";

/** What is compared on a node, in addition to its files. */
export interface Watched {
  readonly units: readonly string[];
  /** Programs that print it. */
  readonly asks: readonly string[];
}

/** Folders to which a step writes. `drill-api` is the content of the API server. */
const compared = ["etc", "usr/local", "opt", "var/lib/groundup", "var/lib/drill-api", "var/cache/groundup"];
/** Files that the system's programs write at any time, and files that show how often etcd started. */
const volatile =
  /^\S+ +(etc\/(mtab|resolv\.conf|machine-id|\.pwd\.lock|ld\.so\.cache|\.updated)|var\/lib\/groundup\/etcd-began)/;

let made = 0;

/** A node: the lab's host in a container of its own, with systemd and without a network. */
export class Host {
  private constructor(private readonly name: string) {}

  /**
   * Boots a host from an image, and waits until systemd has finished booting.
   * @param contents a folder with additional files for its disk
   */
  static async boot(image: string, hostname: string, contents?: string): Promise<Host> {
    const host = new Host(`groundup-drill-${process.pid}-${++made}`);
    await run([
      ...["podman", "create", "--name", host.name, "--hostname", hostname, "--network", "none", "--no-hosts"],
      ...["--privileged", "--cgroupns=private", "--systemd=false", "--env", "container=podman"],
      ...["--tmpfs", "/run:exec,mode=755", "--tmpfs", "/tmp:exec,mode=1777"],
      ...["--log-driver", "none", "--pids-limit", "0", image],
    ]);
    try {
      if (contents) await run(["podman", "cp", `${contents}/.`, `${host.name}:/`]);
      await host.powerOn();
    } catch (error) {
      await host.end();
      throw error;
    }
    return host;
  }

  /** Runs a command. */
  attempt(command: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Result> {
    const variables = Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    return attempt(["podman", "exec", ...variables, this.name, ...command]);
  }

  /** Runs a command that must succeed. */
  async run(...command: string[]): Promise<string> {
    return run(["podman", "exec", this.name, ...command]);
  }

  /** Uploads a step's bundle and runs the step, as Terraform does. */
  async act({ command, bundle }: Action, environment: Readonly<Record<string, string>> = {}): Promise<Result> {
    if (bundle) await this.run("cp", `${shared}/${bundle}.json`, `${paths.inbox}/${command[1]}.json`);
    return this.attempt(["setsid", "--wait", ...command], environment);
  }

  /** Cuts its power and restores it. */
  async powerCut(): Promise<void> {
    await this.powerOff();
    await this.powerOn();
  }

  /** Everything that a step writes, and the states of units, one line each. */
  async state({ units, asks }: Watched): Promise<readonly string[]> {
    const find = `find ${compared.join(" ")} -path ${shared.slice(1)} -prune -o`;
    const list = `cd / && ${find} -printf '%y %p %m %u:%g %l\\n' 2>/dev/null; ${find} -type f -exec sha256sum {} +`;
    const files = (await this.attempt(["bash", "-c", list])).stdout.split("\n").filter((line) => !volatile.test(line));
    const snapshots = files.map((line) => line.replace(/.*(etcd-snapshots\/)\S+\.db.*/, "$1*.db"));
    const asked = ["show", "--property=Id,ActiveState,UnitFileState,NeedDaemonReload", ...units];
    const shown = (await this.run("systemctl", ...asked))
      .split("\n\n")
      .map((unit) => unit.trim().replaceAll("\n", " "));
    const answers: string[] = [];
    for (const ask of asks) {
      const { stdout, stderr } = await this.attempt([ask]);
      answers.push(...(stdout + stderr).split("\n"));
    }
    return [...snapshots, ...shown, ...answers].sort();
  }

  /**
   * Saves its disk as an image. The host is off meanwhile, so etcd's files are consistent, and the kernel's freezer,
   * which sometimes fails on a busy machine, is not needed.
   */
  async keep(image: string): Promise<void> {
    await this.powerOff();
    await run(["podman", "commit", "--quiet", this.name, image]);
    await this.powerOn();
  }

  /** Removes it. */
  async end(): Promise<void> {
    await run(["podman", "rm", "--force", "--time", "0", "--ignore", this.name]);
  }

  private async powerOff(): Promise<void> {
    await run(["podman", "kill", "--signal", "KILL", this.name]);
    await attempt(["podman", "wait", this.name]);
  }

  private async powerOn(): Promise<void> {
    await run(["podman", "start", this.name]);
    const wait = "until systemctl is-active multi-user.target; do sleep 0.1; done";
    await run(["podman", "exec", this.name, "timeout", "60", "bash", "-c", wait]);
    // Like the user data's bootcmd at each boot.
    await this.run("install", "--directory", "--mode=0711", paths.run);
    await this.run("install", "--directory", "--owner=1000", "--group=1000", "--mode=0700", paths.inbox);
  }
}
