import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type * as Settings from "../../lab/settings";

// Never the folder or the hosts of a lab that runs on this machine.
jest.mock("../../lab/settings", () => {
  const actual = jest.requireActual<typeof Settings>("../../lab/settings");
  const folder = mkdtempSync(path.join(tmpdir(), "groundup-loops-"));
  const own = { volumes: path.join(folder, "volumes"), snapshots: path.join(folder, "snapshots") };
  return { ...actual, prefix: "groundup-loops", labFolder: folder, files: { ...actual.files, ...own } };
});

import { attempt, run } from "../../lab/host/shell";
import { hostImage } from "../../lab/image/build";
import { containerName, instanceLabel } from "../../lab/instances/container";
import { containers } from "../../lab/instances/containers";
import { deviceName } from "../../lab/instances/device-name";
import { Disks } from "../../lab/instances/disks";
import { loopDevices } from "../../lab/instances/loop-devices";
import { labFolder } from "../../lab/settings";
import { describeUnlessMissing, missingProgram, missingRoot } from "../support/missing";
import { account } from "./fixture";

const [first, second] = ["i-0e1", "i-0e2"] as const;
const [id, copyId, snapshot] = ["vol-0e1", "vol-0e2", "snap-0e1"] as const;

const missingImage = () =>
  spawnSync("podman", ["image", "exists", hostImage()]).status === 0 ? undefined : "image of the lab's hosts";

/** Runs a script in a host; the result is what it prints. */
const inHost = (instance: string, script: string) =>
  run(["podman", "exec", containerName(instance), "bash", "-ec", script]).then((text) => text.trim());
const has = async (instance: string) =>
  (await attempt(["podman", "exec", containerName(instance), "test", "-b", deviceName(id)])).code === 0;

describeUnlessMissing([missingProgram("podman"), missingRoot(), missingImage()], "Disks of real hosts", () => {
  const disks = new Disks(containers);
  const snapshots = [{ id: snapshot, volumeId: id }];
  const at = (instanceId?: string, gib = 1) => account({ volumes: [{ id, gib, instanceId }], snapshots });

  beforeAll(async () => {
    for (const instance of [first, second]) {
      const options = ["--privileged", "--network", "none", "--label", `${instanceLabel}=${instance}`];
      await run([
        "podman",
        "run",
        "--detach",
        ...options,
        "--name",
        containerName(instance),
        hostImage(),
        "sleep",
        "900",
      ]);
    }
  });
  afterAll(async () => {
    for (const instance of [first, second])
      await attempt(["podman", "rm", "--force", "--time", "0", containerName(instance)]);
    for (const device of (await loopDevices()).values()) await attempt(["losetup", "--detach", device]);
    rmSync(labFolder, { recursive: true, force: true });
  });

  test("a mounted volume stays attached, a free volume moves with its data, and a dead host keeps no volume", async () => {
    await disks.apply(account({ volumes: [{ id, gib: 1, instanceId: first }] }));
    const mount = `mkdir -p /mnt/x && mount ${deviceName(id)} /mnt/x`;
    await inHost(first, `mkfs.ext4 -q ${deviceName(id)} && ${mount} && echo one >/mnt/x/data && sync /mnt/x/data`);
    await disks.apply(at(first));
    await inHost(first, "echo two >/mnt/x/data && sync /mnt/x/data"); // fails if it is still frozen
    expect(await disks.apply(at(second))).toBe(true);
    expect([await has(first), await has(second)]).toEqual([true, false]);

    await inHost(first, "umount /mnt/x");
    expect(await disks.apply(at(second, 2))).toBe(false);
    expect([await has(first), await has(second)]).toEqual([false, true]);
    expect(await inHost(second, `blockdev --getsize64 ${deviceName(id)}`)).toBe(`${2 * 1024 ** 3}`);
    expect(await inHost(second, `${mount} && cat /mnt/x/data`)).toBe("two");

    const restored = { id: copyId, gib: 1, instanceId: first, snapshotId: snapshot };
    await disks.apply({ ...at(second, 2), volumes: [...at(second, 2).volumes, restored] });
    expect(await inHost(first, `mount ${deviceName(copyId)} /mnt/x && cat /mnt/x/data && umount /mnt/x`)).toBe("one");

    await run(["podman", "kill", containerName(second)]);
    while ((await containers.list()).some((host) => host.instanceId === second && host.running));
    expect(await disks.apply(at(first, 2))).toBe(false);
    expect(await inHost(first, `${mount} && cat /mnt/x/data && umount /mnt/x`)).toBe("two");
    await disks.apply(account());
    expect((await loopDevices()).size).toBe(0);
  });
});
