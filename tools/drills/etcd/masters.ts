import path from "node:path";
import { paths, ports } from "../../../lib/contract/paths";
import { sleep } from "../../../lib/processes";
import type { Image } from "./machine";
import { Machine } from "./machine";
import type { Network } from "./network";

/** How long a master may take until its etcd serves, in milliseconds. */
const patience = 40_000;

/** The result of an apply. */
export interface Applied {
  readonly succeeded: boolean;
  /** The output of the steps that failed. */
  readonly said: string;
}

/**
 * The masters of a cluster, and Terraform as far as it concerns etcd: machines are created, they join, then they are
 * updated in turn.
 */
export class Masters {
  readonly machines = new Map<string, Machine>();
  private readonly joined = new Set<Machine>();
  private founders: readonly string[] = [];
  private booted = 0;
  private ended = false;

  constructor(
    private readonly folder: string,
    readonly addresses: ReadonlyMap<string, string>,
    private readonly image: Image,
    private readonly network: Network,
    /** Whether each machine has a disk of its own, which can be full or hang. */
    private readonly ownDisks: boolean,
  ) {}

  get all(): readonly Machine[] {
    return [...this.machines.values()];
  }

  get endpoints(): string {
    return [...this.addresses.values()].map((address) => `https://${address}:${ports.etcdClient}`).join();
  }

  /** Terminates a machine with its disk, as EC2 does. */
  async terminate(name: string): Promise<void> {
    await this.machines.get(name)!.end();
    this.machines.delete(name);
  }

  /**
   * A step on another master removes a master from the cluster before its machine is removed. If a number of commands
   * is given, the step is killed once.
   * @returns its output if it failed
   */
  async leave(name: string, on: Machine, killAfter?: number): Promise<string | undefined> {
    const address = this.addresses.get(name)!;
    if (killAfter !== undefined) {
      const killed = ["BASH_ENV=/usr/local/lib/drill/kill-after", `KILL_AFTER=${killAfter}`];
      await on.script("leave-master", [address], killed);
    }
    const { code, stdout, stderr } = await on.script("leave", ["master", address]);
    return code === 0 ? undefined : `the leave of ${name} failed: ${stderr}${stdout}`;
  }

  /** Stops all machines for good. */
  async end(): Promise<void> {
    this.ended = true;
    await Promise.all(this.all.map((machine) => machine.end()));
  }

  /** Creates the missing machines. They do not start etcd yet. */
  async makeMachines(): Promise<void> {
    const missing = [...this.addresses].filter(([name]) => !this.machines.has(name));
    const ids = new Map(missing.map(([name]) => [name, `i-${++this.booted}`]));
    if (this.founders.length === 0) this.founders = [...ids.values()];
    for (const [name, address] of missing) {
      if (this.ended) throw new Error("the run is over");
      const identity = { name, address, cluster: this.addresses, id: ids.get(name)!, founders: this.founders };
      const root = path.join(this.folder, identity.id);
      this.machines.set(name, await Machine.boot(root, identity, this.image, this.network, this.ownDisks));
    }
  }

  /** `terraform apply`, once all machines are there. */
  async apply(): Promise<Applied> {
    await this.makeMachines();
    const joins = await Promise.all(this.all.map((machine) => this.join(machine)));
    const refusals = joins.filter((said) => said !== undefined);
    if (refusals.length > 0) return { succeeded: false, said: refusals.join("\n") };
    for (const machine of this.all) {
      const said = (await this.refusal(machine)) ?? (await this.served(machine));
      if (said !== undefined) return { succeeded: false, said };
    }
    return { succeeded: true, said: "" };
  }

  private async join(machine: Machine): Promise<string | undefined> {
    if (this.joined.has(machine)) return undefined;
    const refusal = await this.refusal(machine);
    if (refusal !== undefined) return refusal;
    await machine.run(["touch", "/run/wanted"]);
    this.joined.add(machine);
    return undefined;
  }

  private async refusal(machine: Machine): Promise<string | undefined> {
    const { code, stderr, stdout } = await machine.script("refuse-lost-etcd", ["update"]);
    if (code === 0 || code === 127) return undefined; // an earlier groundup has no such script
    return `${machine.identity.name}: ${stderr}${stdout}`;
  }

  private async served(machine: Machine): Promise<string | undefined> {
    if ((await machine.script("etcd-forming")).code === 0) return undefined;
    const end = Date.now() + patience;
    let answer = await machine.script("etcd-ready");
    while (answer.code !== 0) {
      if (Date.now() > end)
        return `${machine.identity.name} does not serve: ${answer.stdout}${answer.stderr}\n${machine.said}`;
      await sleep(200);
      answer = await machine.script("etcd-ready");
    }
    await machine.run(["touch", paths.served]);
    return undefined;
  }

  /** The ids of the clusters that masters serve, according to their peer ports. */
  async clusterIds(): Promise<ReadonlyMap<string, string>> {
    const ids = new Map<string, string>();
    const { etcdPki: pki } = paths;
    const credentials = `--cacert ${pki}/ca.crt --cert ${pki}/peer.crt --key ${pki}/peer.key`;
    for (const machine of this.all) {
      const url = `https://${machine.identity.address}:${ports.etcdPeer}/members`;
      const { stdout } = await machine.run([
        "bash",
        "-c",
        `curl --http1.1 --silent --max-time 5 -D - -o /dev/null ${credentials} ${url}`,
      ]);
      const id = /x-etcd-cluster-id: *(\w+)/i.exec(stdout)?.[1];
      if (id) ids.set(machine.identity.name, id);
    }
    return ids;
  }
}
