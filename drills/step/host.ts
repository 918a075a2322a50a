import { attempt, type Result, run } from "../../lab/host/shell";

/** Folders that a step writes to. `drill-api` is what the API server knows. */
const compared = ["etc", "usr/local", "opt", "var/lib/groundup", "var/lib/drill-api", "var/cache/groundup"];
/** What programs of the system write when they please. */
const volatile =
  /^\S+ (etc\/(mtab|resolv\.conf|machine-id|\.pwd\.lock|ld\.so\.cache|\.updated)|usr\/local\/share\/drill\/)/;

let made = 0;

/** A node: the lab's host in a container of its own, with systemd and without a network. */
export class Host {
  private constructor(private readonly name: string) {}

  /**
   * Boots a host from an image, and waits until systemd has started what it starts.
   * @param contents a folder of what its disk has in addition
   */
  static async boot(image: string, contents?: string): Promise<Host> {
    const host = new Host(`groundup-drill-${process.pid}-${++made}`);
    await run([
      ...["podman", "create", "--name", host.name, "--hostname", "worker-0", "--network", "none", "--no-hosts"],
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

  /** Brings a bundle, as Terraform does, and runs the step. */
  async step(step: string, bundle: string, environment: Readonly<Record<string, string>> = {}): Promise<Result> {
    await this.run("cp", bundle, `/run/groundup/inbox/${step}.json`);
    return this.attempt(["setsid", "--wait", "groundup", step], environment);
  }

  /** Cuts its power and switches it on again. */
  async powerCut(): Promise<void> {
    await run(["podman", "kill", "--signal", "KILL", this.name]);
    await attempt(["podman", "wait", this.name]);
    await this.powerOn();
  }

  /** Everything that a step writes, and what became of the units: a line each. */
  async state(units: readonly string[]): Promise<readonly string[]> {
    const list = `cd / && find ${compared.join(" ")} -printf '%y %p %m %u:%g %l\\n' 2>/dev/null; find ${compared.join(" ")} -type f -exec sha256sum {} +`;
    const files = (await this.attempt(["bash", "-c", list])).stdout.split("\n").filter((line) => !volatile.test(line));
    const asked = ["show", "--property=Id,ActiveState,UnitFileState,NeedDaemonReload", ...units];
    const shown = await this.run("systemctl", ...asked);
    return [...files, ...shown.split("\n\n").map((unit) => unit.trim().replaceAll("\n", " "))].sort();
  }

  /** Keeps its disk as an image. */
  async keep(image: string): Promise<void> {
    await run(["podman", "commit", "--quiet", this.name, image]);
  }

  /** Takes it away. */
  async end(): Promise<void> {
    await run(["podman", "rm", "--force", "--time", "0", "--ignore", this.name]);
  }

  private async powerOn(): Promise<void> {
    await run(["podman", "start", this.name]);
    const wait = "until systemctl is-active multi-user.target; do sleep 0.1; done";
    await run(["podman", "exec", this.name, "timeout", "60", "bash", "-c", wait]);
    // As the user data's bootcmd does at each boot.
    await this.run("install", "--directory", "--mode=0711", "/run/groundup");
    await this.run("install", "--directory", "--owner=1000", "--group=1000", "--mode=0700", "/run/groundup/inbox");
  }
}
