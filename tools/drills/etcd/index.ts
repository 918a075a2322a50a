import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../../lab/host/shell";
import type { Drill } from "../drill";
import { nodeScripts } from "../node-scripts";
import { Random } from "../random";
import { Masters } from "./masters";
import { Network } from "./network";
import { makePki } from "./pki";
import { unpackEtcd } from "./release";
import { drawSchedule, meetsDisk } from "./schedule";
import { Stage } from "./stage";
import { within } from "../within";

const masterNames = (count: number) => Array.from({ length: count }, (_, index) => `master-${index}`);
/** Time limit of a run, in seconds; most runs take less than a minute. */
const limit = 240;
const addressOf = (index: number) => `10.99.0.${10 + index}`;

/** Kills, wipes, cuts off and replaces masters that run etcd. No acknowledged write may be lost. */
export const etcdDrill: Drill = {
  does: "Runs real etcd and the scripts of nodes through kills, lost disks, lost machines and cut links. One cluster, every acknowledged write, and a refusal with the way on where a majority is lost.",
  // With the scripts of commit 9fe2292: seed 3 loses two of three masters and founds a second cluster. So do 7, with
  // one replaced master, and 15, with one wiped disk. Without the list of founders, 6217 loses two of three masters and
  // founds a second cluster while the third is cut off. If any `member` folder counts as data, etcd never starts again on
  // the wiped disk of 7768.
  kept: [3, 7, 15, 6217, 7768],
  async prepare() {
    const folder = mkdtempSync(path.join(tmpdir(), "groundup-drill-"));
    const image = {
      programs: await unpackEtcd(folder),
      disk: path.join(folder, "disk"),
      scripts: nodeScripts(),
      pki: await makePki(
        folder,
        Array.from({ length: 5 }, (_, index) => addressOf(index)),
      ),
    };
    await makeDisk(folder);
    return {
      atOnce: 6,
      async run(seed: number) {
        const random = new Random(seed);
        const names = masterNames(random.chance(0.8) ? 3 : 5);
        const addresses = new Map(names.map((name, index) => [name, addressOf(index)]));
        const schedule = drawSchedule(random, names);
        const network = await Network.start();
        const disks = mkdtempSync(path.join(folder, "disks-"));
        const masters = new Masters(disks, addresses, image, network, schedule.some(meetsDisk));
        const stage = new Stage(masters, network);
        try {
          return await within(limit, stage.play(schedule));
        } finally {
          await masters.end();
          network.end();
          rmSync(disks, { recursive: true, force: true });
        }
      },
      end: () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

/** Makes an empty disk image, which each machine copies: a separate file system can be full or hang by itself. */
async function makeDisk(folder: string): Promise<void> {
  const file = path.join(folder, "disk");
  await run(["truncate", "--size=600M", file]);
  await run(["mkfs.ext4", "-q", "-O", "^has_journal", "-m", "0", file]);
}
