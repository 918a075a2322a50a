import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sleep } from "../../lib/processes";
import { describeUnlessMissing, missingProgram, missingRoot } from "../support/missing";
import { MountNamespace } from "../support/mount-namespace";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

const missingLoopDevices = () =>
  existsSync("/dev/loop-control") ? undefined : "/dev/loop-control, for a disk that is a file";

const missing = [
  missingRoot(),
  missingLoopDevices(),
  ...["losetup", "nsenter", "unshare", "mkfs.ext4", "resize2fs", "e2fsck", "blkid", "mountpoint"].map(missingProgram),
];

describeUnlessMissing(missing, "node/etcd-volume, with a disk that is a file,", () => {
  const folder = scratchFolder();
  const [disk, data, name, stopped] = ["disk", "data", "nvme", "stopped"].map((it) => path.join(folder, it)) as [
    string,
    string,
    string,
    string,
  ];
  let script: string;
  let device: string;
  let mounts: MountNamespace;
  const run = (command: readonly string[]) => mounts.run(command);
  const attempt = (command: readonly string[]) => mounts.attempt(command);

  beforeAll(async () => {
    mounts = await MountNamespace.start();
    writeFileSync(path.join(folder, "volume"), "id=vol-0123\ngib=32\n");
    script = scriptCopy("etcd-volume", folder, {
      "data=/var/lib/etcd": `data=${data}`,
      "/etc/etcd/volume": path.join(folder, "volume"),
      "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${id/-/}": `${name}-\${id/-/}`,
      "/run/groundup/etcd-volume": path.join(folder, "new"),
      "systemctl stop etcd.service": `touch ${stopped}`,
      "waited < 120": "waited < 2",
      "waited < 45": "waited < 3",
      // Here the disk has MiB.
      "gib << 30": "gib << 20",
      "size >> 30": "size >> 20",
      "/sys/class/nvme": path.join(folder, "nvme-controllers"),
      "/dev/${controller##*/}n1": `${folder}/\${controller##*/}n1`,
    });
  });
  afterAll(() => mounts.stop());
  beforeEach(() => {
    mkdirSync(data, { recursive: true });
    execFileSync("truncate", ["--size=32M", disk]);
    device = execFileSync("losetup", ["--find", "--show", disk]).toString().trim();
    symlinkSync(device, `${name}-vol0123`);
  });
  afterEach(async () => {
    await attempt(["umount", data]);
    await run(["losetup", "--detach", device]);
    for (const one of [data, disk, stopped, `${name}-vol0123`]) rmSync(one, { recursive: true, force: true });
  });

  const member = () => mounts.seen(path.join(data, "member", "wal"));
  const size = async () => Number((await run(["df", "--output=size", data])).trim().split("\n").at(-1));
  const enlarge = async () => {
    execFileSync("truncate", ["--size=64M", disk]);
    await run(["losetup", "--set-capacity", device]);
  };
  const withMember = () => {
    mkdirSync(path.dirname(member()));
    writeFileSync(member(), "of this master");
  };

  test("the script creates a file system on a new disk, and the disk keeps its data", async () => {
    await run([script]);
    withMember();
    await run(["umount", data]);
    expect(existsSync(member())).toBe(false);
    expect(await run([script])).toContain("mounted vol-0123");
    expect(readFileSync(member(), "utf8")).toBe("of this master");
    expect(existsSync(stopped)).toBe(false);
    expect(await run([script])).toMatch(/is mounted at .* already/);
  });

  test("the script does not mistake another mounted disk for the volume", async () => {
    await run(["mount", "-t", "tmpfs", "none", data]);
    withMember();
    await run([script]);
    await run(["umount", data]);
    await run(["umount", data]);
    await run([script]);
    expect(readFileSync(member(), "utf8")).toBe("of this master");
  });

  test("the script stops a running member and moves its data to the volume", async () => {
    withMember();
    await run([script]);
    expect(existsSync(stopped)).toBe(true);
    expect(readFileSync(member(), "utf8")).toBe("of this master");
    await run(["umount", data]);
    expect(existsSync(member())).toBe(false);
  });

  test("the file system grows to the size of the disk", async () => {
    await run([script]);
    const before = await size();
    await run(["umount", data]);
    await enlarge();
    await run([script]);
    expect(await size()).toBeGreaterThan(before * 1.7);
  });

  describe("after the volume was enlarged", () => {
    let before: number;

    beforeEach(async () => {
      await run([script]);
      before = await size();
      await run(["umount", data]);
      writeFileSync(path.join(folder, "volume"), "id=vol-0123\ngib=64\n");
    });
    afterEach(() => writeFileSync(path.join(folder, "volume"), "id=vol-0123\ngib=32\n"));

    test("the script waits until EBS has enlarged the volume", async () => {
      const later = sleep(1000).then(enlarge);
      const said = await run([script]);
      await later;
      expect(said).not.toContain("yet");
      expect(await size()).toBeGreaterThan(before * 1.7);
    });

    test("the script continues with the old size and says so if EBS takes too long", async () => {
      expect(await run([script])).toContain("vol-0123 has 32 GiB and not 64 yet: restart etcd-volume.service later");
      expect(await size()).toBe(before);
    });
  });

  test("the script finds a disk without a udev name by its serial number", async () => {
    rmSync(`${name}-vol0123`);
    const controllers = path.join(folder, "nvme-controllers");
    for (const [controller, serial] of Object.entries({ nvme0: "vol0fff", nvme1: "vol0123" })) {
      mkdirSync(path.join(controllers, controller), { recursive: true });
      // As the kernel has it: padded to 20 characters.
      writeFileSync(path.join(controllers, controller, "serial"), `${serial.padEnd(20)}\n`);
    }
    symlinkSync(device, path.join(folder, "nvme1n1"));
    expect(await run([script])).toContain("mounted vol-0123");
    for (const it of [controllers, path.join(folder, "nvme1n1")]) rmSync(it, { recursive: true });
  });

  test("the script does not change a disk with other data", async () => {
    await run(["mkswap", disk]);
    const found = await attempt([script]);
    expect(found.code).not.toBe(0);
    expect(found.stderr).toMatch(/found {3}swap on .*wanted {2}ext4, or an empty disk/s);
    expect((await run(["blkid", "--probe", "--match-tag", "TYPE", "--output", "value", disk])).trim()).toBe("swap");
  });

  test("the script waits for a disk, and names the disk that does not appear", async () => {
    rmSync(`${name}-vol0123`);
    const found = await attempt([script]);
    expect(found.code).not.toBe(0);
    expect(found.stderr).toContain("wanted  vol-0123, attached to this instance");
  });
});
