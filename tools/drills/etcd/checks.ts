import { existsSync, readFileSync } from "node:fs";
import { paths } from "../../../lib/contract/paths";
import { sleep } from "../../../lib/processes";
import type { Machine } from "./machine";
import type { Masters } from "./masters";

/** Keys whose write etcd acknowledged. */
export class Ledger {
  private readonly keys = new Set<string>();
  private rounds = 0;

  /** Makes a master write until the returned function is called; further calls do nothing. */
  begin(machine: Machine, endpoints: string): () => Promise<void> {
    const prefix = `round-${++this.rounds}`;
    const file = `/run/${prefix}`; // not on the disk, which may hang
    const writer = machine.spawn(["bash", "/usr/local/lib/drill/write", prefix, file, endpoints]);
    let ended = false;
    return async () => {
      if (ended) return;
      ended = true;
      writer.kill("SIGKILL");
      await machine.run(["pkill", "-9", "-f", "drill/write"]);
      this.read(machine.file(file));
    };
  }

  /** Writes some keys to a cluster that serves. */
  async write(machine: Machine, endpoints: string, seconds: number): Promise<void> {
    const end = this.begin(machine, endpoints);
    await sleep(seconds * 1000);
    await end();
  }

  get size(): number {
    return this.keys.size;
  }

  /** Keys that were acknowledged and can no longer be read. */
  async lost(masters: Masters): Promise<readonly string[]> {
    for (let tried = 0; tried < 10; tried++) {
      const read = await masters.all[0]!.run([
        "bash",
        "-c",
        `source ${paths.scripts}/etcdctl.sh; etcdctl --endpoints=${masters.endpoints} get --prefix /drill/ --keys-only`,
      ]);
      if (read.code === 0) {
        const there = new Set(read.stdout.split("\n"));
        return [...this.keys].filter((key) => !there.has(key));
      }
      await sleep(500);
    }
    throw new Error("the cluster serves, and its keys cannot be read");
  }

  private read(file: string): void {
    if (!existsSync(file)) return;
    for (const key of readFileSync(file, "utf8").split("\n")) if (key) this.keys.add(key);
  }
}
