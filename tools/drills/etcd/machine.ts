import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { attempt, type Result, run } from "../../../lab/host/shell";
import { local, paths, ports } from "../../../lib/contract/paths";
import { shiftClock } from "./clock";
import type { Network } from "./network";

/** What all machines of a drill share. */
export interface Image {
  /** Folder of etcd, etcdctl and etcdutl. */
  readonly programs: string;
  /** Folder of the nodes' scripts. */
  readonly scripts: string;
  readonly pki: string;
  /** An empty file system. */
  readonly disk: string;
}

/** Which master of which cluster a machine is. */
export interface Identity {
  readonly name: string;
  readonly address: string;
  /** The cluster's masters: name to address. */
  readonly cluster: ReadonlyMap<string, string>;
  /** Id of this machine, like EC2's instance id. */
  readonly id: string;
  readonly founders: readonly string[];
}

const own = path.join(__dirname, "machine");

/** A master with its own disk, network and processes, which runs etcd and the nodes' scripts. */
export class Machine {
  private constructor(
    readonly identity: Identity,
    private readonly holder: ChildProcess,
  ) {}

  /** Boots a machine with an empty disk. */
  static async boot(
    root: string,
    identity: Identity,
    image: Image,
    network: Network,
    ownDisk: boolean,
  ): Promise<Machine> {
    layOut(root, identity, image);
    if (ownDisk) await run(["cp", "--sparse=always", image.disk, path.join(root, "disk")]);
    const namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child"];
    const holder = spawn("unshare", [...namespaces, "bash", path.join(own, "hold"), root]);
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once("data", () => resolve());
      holder.once("close", (code) => reject(new Error(`a machine did not boot: ${code}`)));
    });
    await network.attach(identity.name, identity.address, holder.pid!);
    const machine = new Machine(identity, holder);
    machine.spawn(["bash", path.join(own, "supervise"), ...flags(identity)]);
    return machine;
  }

  /** A file on its disk, as the drill sees it. */
  file(name: string): string {
    return path.join(`/proc/${this.holder.pid}/root`, name);
  }

  /** Whether etcd's log is on its disk. */
  get hasData(): boolean {
    const folder = this.file("var/lib/etcd/member/wal");
    return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".wal"));
  }

  /** Whether etcd should run. */
  get wanted(): boolean {
    return existsSync(this.file("run/wanted"));
  }

  /** Runs one of the nodes' scripts. */
  script(name: string, args: readonly string[] = [], more: readonly string[] = []): Promise<Result> {
    const environment = [`SCRIPTS=${paths.scripts}`, `STATE=${paths.state}`, `WORK=${paths.run}/work`];
    return this.run(["env", ...environment, ...more, "bash", `${paths.scripts}/${name}`, ...args]);
  }

  /** Runs a command. */
  run(command: readonly string[]): Promise<Result> {
    return attempt(this.inside(command));
  }

  /** Starts a command that ends with the machine. */
  spawn(command: readonly string[]): ChildProcess {
    const [program, ...args] = this.inside(command);
    return spawn(program!, args, { stdio: "ignore" });
  }

  /** Sends a signal to etcd, if it runs. */
  async signal(name: string): Promise<void> {
    await this.run(["bash", "-c", `kill -${name} "$(cat /run/etcd.pid)" 2>/dev/null`]);
  }

  /** Fills its disk, or makes it hang. */
  async spoilDisk(how: "full" | "hanging"): Promise<void> {
    const fill = ["bash", "/usr/local/lib/drill/fill", "/var/filler"];
    await run(this.inside(how === "full" ? fill : ["fsfreeze", "--freeze", "/var"]));
  }

  /** Repairs its disk. */
  async mendDisk(): Promise<void> {
    await this.run(["fsfreeze", "--unfreeze", "/var"]);
    await this.run(["rm", "-rf", "/var/filler"]);
  }

  /** Makes the clock of the running etcd jump; 0 corrects it again. */
  async setClock(seconds: number): Promise<void> {
    const file = this.file("run/etcd.pid");
    if (!existsSync(file)) return;
    const etcd = this.file(`proc/${readFileSync(file, "utf8").trim()}`);
    await this.signal("STOP");
    try {
      await shiftClock(etcd, seconds);
    } catch (error) {
      if (existsSync(etcd)) throw error; // etcd may have ended, and a new process has the right clock
    } finally {
      await this.signal("CONT");
    }
  }

  /** The last output of etcd-member and etcd. */
  get said(): string {
    return ["member.log", "etcd.log"].map((name) => tail(this.file(`run/${name}`))).join("\n");
  }

  /** Stops the machine with everything in it. */
  async end(): Promise<void> {
    // A process that waits for a disk cannot be killed.
    if (existsSync(this.file("var/lost+found"))) await this.run(["fsfreeze", "--unfreeze", "/var"]);
    await new Promise<void>((resolve) => {
      if (this.holder.exitCode !== null || this.holder.signalCode !== null) return resolve();
      this.holder.once("close", () => resolve());
      this.holder.kill("SIGKILL");
    });
  }

  private inside(command: readonly string[]): string[] {
    const of = `/proc/${this.holder.pid}/ns`;
    return ["nsenter", `--mount=${of}/mnt`, `--net=${of}/net`, `--pid=${of}/pid_for_children`, ...command];
  }
}

const tail = (file: string) => (existsSync(file) ? readFileSync(file, "utf8").slice(-400) : "");

function layOut(root: string, { name, cluster, id, founders }: Identity, { programs, scripts, pki }: Image): void {
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const folder of [
    "run/groundup/work/tree/etc/groundup",
    "var/lib/etcd",
    "var/lib/groundup",
    "var/tmp",
    "usr/local/bin",
  ])
    mkdirSync(path.join(root, folder), { recursive: true });
  write("etc/passwd", "root:x:0:0::/root:/bin/bash\netcd:x:1000:1000::/:/bin/false\n");
  write("etc/group", "root:x:0:\netcd:x:1000:\n");
  write("etc/groundup/facts", `name=${name}\nrole=master\n`);
  write(
    "etc/etcd/initial-cluster",
    [...cluster].map(([one, address]) => `${one}=https://${address}:${ports.etcdPeer}`).join(),
  );
  write("etc/etcd/founding", `machine=${id}\nfounders=${founders.join()}\n`);
  const credentials = path.join(root, "etc/kubernetes/pki/etcd");
  mkdirSync(credentials, { recursive: true });
  cpSync(path.join(pki, "ca.crt"), path.join(credentials, "ca.crt"));
  for (const one of ["server", "peer", "healthcheck-client"])
    for (const part of ["crt", "key"]) cpSync(path.join(pki, part), path.join(credentials, `${one}.${part}`));
  cpSync(scripts, path.join(root, "usr/local/lib/groundup"), { recursive: true });
  cpSync(own, path.join(root, "usr/local/lib/drill"), { recursive: true });
  for (const script of readdirSync(scripts)) impatient(path.join(root, "usr/local/lib/groundup", script));
  for (const program of ["etcd", "etcdctl", "etcdutl"])
    symlinkSync(path.join(programs, program), path.join(root, "usr/local/bin", program));
  cpSync(path.join(own, "systemctl"), path.join(root, "usr/local/bin/systemctl"));
  chmodSync(path.join(root, "usr/local/bin/systemctl"), 0o755);
}

/** The unchanged scripts, except that they wait less than on a real machine, and are executable. */
function impatient(script: string): void {
  const text = readFileSync(script, "utf8");
  writeFileSync(script, text.replace("patience=20", "patience=8"));
  chmodSync(script, 0o755);
}

function flags({ name, address }: Identity): string[] {
  const { etcdPki: pki } = paths;
  const urls = (port: number) => `https://${address}:${port}`;
  return [
    ...[`--name=${name}`, `--data-dir=${paths.etcdData}`, `--listen-peer-urls=${urls(ports.etcdPeer)}`],
    ...[
      `--listen-client-urls=${urls(ports.etcdClient)},https://${local(ports.etcdClient)}`,
      `--advertise-client-urls=${urls(ports.etcdClient)}`,
    ],
    ...[`--initial-advertise-peer-urls=${urls(ports.etcdPeer)}`, "--heartbeat-interval=100", "--election-timeout=1000"],
    ...["server", "peer"].flatMap((of) => {
      const prefix = of === "peer" ? "peer-" : "";
      const files = [`--${prefix}cert-file=${pki}/${of}.crt`, `--${prefix}key-file=${pki}/${of}.key`];
      return [...files, `--${prefix}trusted-ca-file=${pki}/ca.crt`, `--${prefix}client-cert-auth`];
    }),
    ...["--max-learners=1", "--quota-backend-bytes=67108864"],
  ];
}
