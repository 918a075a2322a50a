import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type * as Settings from "../../lab/settings";

// Never the folder of a lab that runs on this machine.
jest.mock("../../lab/settings", () => {
  const actual = jest.requireActual<typeof Settings>("../../lab/settings");
  const folder = mkdtempSync(path.join(tmpdir(), "groundup-disks-"));
  const own = { volumes: path.join(folder, "volumes"), snapshots: path.join(folder, "snapshots") };
  return { ...actual, labFolder: folder, files: { ...actual.files, ...own } };
});

import type { Inventory, Volume } from "../../lab/aws/inventory";
import { Disks } from "../../lab/instances/disks";
import type { HostProvider } from "../../lab/instances/provider";
import { files, labFolder } from "../../lab/settings";
import { account } from "./fixture";

const id = "vol-0a1b";
const copyId = "vol-0c2d";
const snapshot = "snap-0a1b";
const file = path.join(files.volumes, id);
const none = account();
const on = (instanceId: string | undefined, changes: Partial<Volume> = {}): Inventory =>
  account({ volumes: [{ id, gib: 1 / 1024, instanceId, ...changes }] });

/** Two hosts that record what they get. The first may have the disk mounted. */
function twoHosts() {
  const calls: string[] = [];
  const state = { mounted: false, pid: 7 };
  const provider = {
    list: async () =>
      ["i-master", "i-worker"].map((instanceId) => ({ instanceId, running: true, pid: state.pid, end: "shutdown" })),
    plug: async (instanceId: string, { volumeId }: { volumeId: string }) =>
      void calls.push(`plug ${volumeId} ${instanceId}`),
    unplug: async (instanceId: string | undefined, { volumeId }: { volumeId: string }) => {
      if (state.mounted) return false;
      calls.push(`unplug ${volumeId} ${instanceId}`);
      return true;
    },
    inside: async (instanceId: string, script: string) => {
      calls.push(`${/--\w+/.exec(script.slice(script.indexOf("fsfreeze")))![0]} in ${instanceId}`);
      return ["true"];
    },
  } as unknown as HostProvider;
  return { calls, state, disks: new Disks(provider) };
}

beforeEach(() => {
  expect(labFolder.startsWith(tmpdir())).toBe(true);
  for (const folder of [files.volumes, files.snapshots]) rmSync(folder, { recursive: true, force: true });
});
afterAll(() => rmSync(labFolder, { recursive: true, force: true }));

test("the lab attaches a volume once as a device of its size, and again after the host has restarted", async () => {
  const { calls, state, disks } = twoHosts();
  await disks.apply(on("i-master"));
  await disks.apply(on("i-master"));
  expect(calls).toEqual([`plug ${id} i-master`]);
  expect(statSync(file).size).toBe(1024 ** 2);
  expect((await disks.status()).volumes).toEqual([{ volume: id, instance: "i-master" }]);
  state.pid = 8;
  await disks.apply(on("i-master"));
  expect(calls).toHaveLength(2);
});

test("a host that has a volume mounted keeps it, and no other host gets it", async () => {
  const { calls, state, disks } = twoHosts();
  await disks.apply(on("i-master"));
  state.mounted = true;
  expect(await disks.apply(on(undefined))).toBe(true);
  expect(await disks.apply(on("i-worker"))).toBe(true);
  expect((await disks.status()).volumes).toEqual([{ volume: id, instance: "i-master" }]);
  state.mounted = false;
  expect(await disks.apply(on("i-worker"))).toBe(false);
  expect(calls).toEqual([`plug ${id} i-master`, `unplug ${id} i-master`, `plug ${id} i-worker`]);
  expect((await disks.status()).volumes).toEqual([{ volume: id, instance: "i-worker" }]);
});

test("a snapshot has the content of its moment, and a volume made from it has that content", async () => {
  const { calls, disks } = twoHosts();
  const taken = { snapshots: [{ id: snapshot, volumeId: id }] };
  await disks.apply(on("i-master"));
  writeFileSync(file, "before", { flag: "r+" });
  await disks.apply({ ...on("i-master"), ...taken });
  expect(calls.slice(1)).toEqual(["--freeze in i-master", "--unfreeze in i-master"]);
  expect((await disks.status()).snapshots).toEqual([snapshot]);
  writeFileSync(file, "after.", { flag: "r+" });
  const restored = { id: copyId, gib: 2 / 1024, snapshotId: snapshot };
  await disks.apply({ ...on("i-master"), ...taken, volumes: [...on("i-master").volumes, restored] });
  const copied = path.join(files.volumes, copyId);
  expect(readFileSync(copied).subarray(0, 6).toString()).toBe("before");
  expect(statSync(copied).size).toBe(2 * 1024 ** 2);
});

test("the lab deletes the files of volumes and snapshots that are deleted in the account", async () => {
  const { disks } = twoHosts();
  await disks.apply({ ...on(undefined), snapshots: [{ id: snapshot, volumeId: id }] });
  expect(existsSync(path.join(files.snapshots, snapshot))).toBe(true);
  await disks.apply(none);
  expect(existsSync(file)).toBe(false);
  expect(await disks.status()).toEqual({ volumes: [], snapshots: [] });
});
