import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt, type Result } from "../../lab/host/shell";

/** Folders of the machine that a program needs, and which hold nothing of a node's. */
const shared = ["usr", "dev", "etc/alternatives", "etc/ssl"];

/** Links that Debian and Ubuntu have in place of folders. */
const links = ["bin", "sbin", "lib", "lib64"];

/**
 * Mounts the root, all of it gone with the mount namespace. The machine's own settings are read-only: programs of
 * nodes change the kernel's when they may. $1 is the root, $2 a mirror of released files, the rest are addresses.
 */
const preparation = `
set -euo pipefail
root=$1 mirror=$2
shift 2
mkdir -p "$root"/{proc,run,tmp,mirror,local,usr/local,dev,etc/alternatives,etc/ssl}
# Its own /usr/local, on top of the machine's /usr.
mount --bind "$root/usr/local" "$root/local"
for folder in ${shared.join(" ")}; do mount --rbind "/$folder" "$root/$folder"; done
mount --bind "$root/local" "$root/usr/local"
mount --bind -o ro "$mirror" "$root/mirror"
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
ip link set lo up
for address; do ip address add "$address/32" dev lo; done
echo ready
# Ends with whoever started it, however that ends: its standard input does.
exec cat >/dev/null
`;

/** What a root has when nothing was laid down in it. */
const base: Readonly<Record<string, string>> = {
  "etc/passwd": "root:x:0:0:root:/root:/bin/bash\n",
  "etc/group": "root:x:0:\n",
  "etc/nsswitch.conf": "hosts: files\n",
};

/** A root of its own, with the machine's programs, in namespaces of its own: nothing leaves it, and nothing outlives it. */
export class Sandbox {
  private constructor(
    readonly root: string,
    private readonly holder: ChildProcess,
  ) {}

  /**
   * Makes a root and enters it.
   * @param addresses what the host in it is to have, besides loopback
   * @param hosts further names of the first of them
   */
  static async start(
    root: string,
    mirror: string,
    addresses: readonly string[],
    hosts: readonly string[],
  ): Promise<Sandbox> {
    mkdirSync(path.join(root, "etc"), { recursive: true });
    for (const [file, text] of Object.entries(base)) writeFileSync(path.join(root, file), text);
    const names = ["127.0.0.1 localhost", ...hosts.map((name) => `${addresses[0]} ${name}`)];
    writeFileSync(path.join(root, "etc/hosts"), `${names.join("\n")}\n`);
    await attempt(["cp", "--archive", ...links.map((link) => `/${link}`), root]);
    const namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child"];
    const holder = spawn("unshare", [...namespaces, "bash", "-c", preparation, "sandbox", root, mirror, ...addresses]);
    await prepared(holder);
    return new Sandbox(root, holder);
  }

  private inside(command: readonly string[]): string[] {
    const namespace = `/proc/${this.holder.pid}/ns`;
    const entered = [`--mount=${namespace}/mnt`, `--net=${namespace}/net`, `--pid=${namespace}/pid_for_children`];
    return ["nsenter", ...entered, "chroot", this.root, ...command];
  }

  /** Runs a program in it, and reports what it did. */
  attempt(command: readonly string[]): Promise<Result> {
    return attempt(this.inside(command));
  }

  /** Starts a program in it, with its output in a file. It ends with the sandbox at the latest. */
  start(command: readonly string[], log: number): ChildProcess {
    const [program, ...args] = this.inside(command);
    return spawn(program!, args, { stdio: ["ignore", log, log] });
  }

  /** Ends everything in it. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.holder.on("close", () => resolve());
      this.holder.stdin!.end();
    });
  }
}

function prepared(holder: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    holder.stderr!.on("data", (chunk: Buffer) => (said += chunk.toString()));
    holder.stdout!.once("data", () => resolve());
    holder.on("close", (code) => reject(new Error(`the sandbox ended with ${code}: ${said}`)));
  });
}
