import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { paths } from "../../../lib/contract/paths";
import { sleep } from "../../../lib/processes";
import { Ledger } from "./checks";
import type { Machine } from "./machine";
import type { Masters } from "./masters";
import type { Network } from "./network";
import { type Act, type Disaster, tellAct, type Trouble } from "./schedule";

/** Plays a schedule, and collects violated invariants. */
export class Stage {
  private readonly ledger = new Ledger();
  private founded?: string;
  /** Why a master could not leave. */
  private noLeave?: string;

  constructor(
    private readonly masters: Masters,
    private readonly network: Network,
  ) {}

  /** Plays acts. Later acts start from a cluster that serves, so the first fault ends the schedule. */
  async play(acts: readonly Act[]): Promise<readonly string[]> {
    for (const act of acts) {
      const fault = await this.outcome(act);
      if (fault) return [`${tellAct(act)}: ${fault}`];
    }
    return [];
  }

  private async outcome({ disaster, trouble }: Act): Promise<string | undefined> {
    const enough = await this.strike(disaster);
    if (this.noLeave) return this.noLeave;
    await this.masters.makeMachines();
    const undo = await this.meet(trouble);
    const end = this.ledger.begin(this.masters.all[0]!, this.masters.endpoints);
    const applied = this.masters.apply();
    await sleep(trouble.lasts);
    await undo();
    await applied;
    await end();
    const { succeeded, said } = await this.masters.apply();
    if (enough) return succeeded ? this.whole() : `the last apply failed: ${said}`;
    if (succeeded) return (await this.whole()) ?? "an apply succeeded though the majority was lost";
    return (await this.refused(said)) ?? (await this.recover());
  }

  /** Makes a disaster happen while a client writes. @returns whether a majority keeps its data. */
  private async strike(disaster: Disaster): Promise<boolean> {
    if (disaster.kind === "none") return true;
    const others = this.masters.all.filter(({ identity }) => !disaster.names.includes(identity.name));
    const end = this.ledger.begin(others[0] ?? this.masters.all[0]!, this.masters.endpoints);
    await sleep(500);
    const enough = disaster.kind === "kill" || others.length > this.masters.addresses.size / 2;
    // Writes acknowledged by a majority may not have reached the others yet, and are then lost with the majority.
    if (!enough) {
      await end();
      await sleep(500);
    }
    for (const name of disaster.names) await this.strikeOne(disaster, name);
    await sleep(200);
    await end();
    return enough;
  }

  private async strikeOne(disaster: Disaster, name: string): Promise<void> {
    const machine = this.masters.machines.get(name)!;
    if (disaster.kind === "terminate") return this.masters.terminate(name);
    if (disaster.kind === "leave") {
      const other = this.masters.all.find((it) => it !== machine)!;
      this.noLeave = await this.masters.leave(name, other, disaster.killAfter);
      return this.masters.terminate(name);
    }
    if (disaster.kind === "wipe") {
      const folder = paths.etcdMember;
      const gone = disaster.keepsDatabase ? `${folder}/wal` : folder;
      await machine.run(["bash", "-c", `kill -STOP "$(cat /run/etcd.pid)"; rm -rf ${gone}`]);
    }
    await machine.signal("KILL");
  }

  /** Begins trouble. @returns what ends it. */
  private async meet({ killAfter, cut, stopped, killed, disks, clocks }: Trouble): Promise<() => Promise<void>> {
    const at = (name: string) => this.masters.machines.get(name)!;
    for (const [name, count] of killAfter) writeFileSync(at(name).file("run/kill-after"), `${count}\n`);
    const addresses = [...this.masters.addresses];
    for (const name of cut?.names ?? []) {
      const others = addresses.filter(([other]) => other !== name).map(([, address]) => address);
      await this.network.cut(name, others, cut!.how);
    }
    for (const [name, seconds] of clocks) await at(name).setClock(seconds);
    for (const name of stopped) await at(name).signal("STOP");
    for (const [name, how] of disks) await at(name).spoilDisk(how);
    const timers = [...killed].map(([name, after]) => setTimeout(() => void at(name).signal("KILL"), after));
    return async () => {
      timers.forEach(clearTimeout);
      for (const name of cut?.names ?? []) await this.network.mend(name);
      for (const name of stopped) await at(name).signal("CONT");
      for (const name of clocks.keys()) await at(name).setClock(0);
      for (const name of disks.keys()) await at(name).mendDisk();
      for (const machine of this.masters.all) rmSync(machine.file("run/kill-after"), { force: true });
    };
  }

  /** A serving cluster must be the one that was founded, and have every acknowledged write. */
  private async whole(): Promise<string | undefined> {
    const ids = await this.masters.clusterIds();
    const found = new Set(ids.values());
    if (found.size !== 1) return `clusters: ${[...ids].map((it) => it.join(" serves ")).join(", ")}`;
    const [id] = found;
    this.founded ??= id;
    if (id !== this.founded) return `the cluster is ${id}, and ${this.founded} was founded`;
    const lost = await this.ledger.lost(this.masters);
    if (lost.length > 0)
      return `${lost.length} of ${this.ledger.size} acknowledged writes are lost, such as ${lost[0]}`;
    await this.ledger.write(this.masters.all[0]!, this.masters.endpoints, 0.5);
    return undefined;
  }

  /** A refusal must say what to do, and must not have started or removed anything. */
  private async refused(said: string): Promise<string | undefined> {
    if (!said.includes("Recover from a lost quorum")) return `the refusal does not say what to do: ${said}`;
    const started = this.masters.all.filter((it) => !it.hasData && it.wanted);
    if (started.length > 0) return `etcd was started on ${started.map((it) => it.identity.name).join(", ")}`;
    return this.survivor ? undefined : "no master has data any more";
  }

  private get survivor(): Machine | undefined {
    return this.masters.all.find((it) => it.hasData);
  }

  /** Follows docs/operations.md: takes a snapshot of the remaining data, and restores it on every master. */
  private async recover(): Promise<string | undefined> {
    const salvaged = await this.survivor!.script("etcd-salvage");
    if (salvaged.code !== 0) return `etcd-salvage failed: ${salvaged.stderr}`;
    const snapshot = salvaged.stdout.trim().split("\n").at(-1)!;
    for (const machine of this.masters.all) await machine.run(["systemctl", "stop", "etcd.service"]);
    const content = readFileSync(this.survivor!.file(snapshot));
    for (const machine of this.masters.all) {
      writeFileSync(machine.file("var/lib/groundup/etcd.db"), content);
      const restored = await machine.script("etcd-restore", [`${paths.state}/etcd.db`]);
      if (restored.code !== 0) return `etcd-restore failed on ${machine.identity.name}: ${restored.stderr}`;
    }
    const { succeeded, said } = await this.masters.apply();
    if (!succeeded) return `the apply after the restore failed: ${said}`;
    this.founded = undefined; // a restored cluster has another id
    return this.whole();
  }
}
