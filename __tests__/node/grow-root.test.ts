import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

const gib = 2 ** 30;

describeUnlessMissing([missingProgram("jq")], "node/grow-root", () => {
  const folder = scratchFolder();
  const [bin, sys, work, calls] = ["bin", "sys", "work", "calls"].map((it) => path.join(folder, it)) as [
    string,
    string,
    string,
    string,
  ];
  let script: string;

  beforeAll(() => {
    script = scriptCopy("grow-root", folder, { "/sys/dev/block": `${sys}/dev/block`, "waited < 60": "waited < 2" });
  });
  beforeEach(() => {
    for (const it of [bin, sys, work]) rmSync(it, { recursive: true, force: true });
    for (const it of [bin, `${work}/tree/etc/groundup`]) mkdirSync(it, { recursive: true });
    writeFileSync(calls, "");
    writeFileSync(`${work}/tree/etc/groundup/node.json`, JSON.stringify({ rootVolumeGiB: 40 }));
    // As on Nitro: the root file system is the first partition of the first disk.
    const partition = `${sys}/devices/nvme0n1/nvme0n1p1`;
    mkdirSync(partition, { recursive: true });
    mkdirSync(`${sys}/dev/block`, { recursive: true });
    writeFileSync(`${partition}/partition`, "1\n");
    symlinkSync(partition, `${sys}/dev/block/259:1`);
    for (const [program, body] of Object.entries(calm)) standIn(program, body);
  });

  /** A volume that EBS has enlarged, with ext4 in a partition that has not grown yet. */
  const calm = {
    mountpoint: "echo 259:1",
    blockdev: `echo ${40 * gib}`,
    blkid: "echo ext4",
    growpart: "echo CHANGED: partition=1",
    resize2fs: "",
    xfs_growfs: "",
  };

  function standIn(program: string, body: string): void {
    writeFileSync(path.join(bin, program), `#!/bin/sh\necho ${program} "$@" >>${calls}\n${body}\n`);
    chmodSync(path.join(bin, program), 0o755);
  }

  const grow = () => attempt(["env", `PATH=${bin}:${process.env.PATH}`, `WORK=${work}`, script]);
  const changes = () =>
    readFileSync(calls, "utf8")
      .split("\n")
      .filter((call) => /^(growpart|resize|xfs)/.test(call));

  test("grows partition and file system, also if the kernel calls the device /dev/root", async () => {
    expect(await grow()).toMatchObject({
      code: 0,
      stdout: "groundup: /dev/nvme0n1p1 reaches the end of /dev/nvme0n1 now\n",
    });
    expect(changes()).toEqual(["growpart /dev/nvme0n1 1", "resize2fs /dev/nvme0n1p1"]);
  });

  test("grows the file system after an earlier run that was killed after it had grown the partition", async () => {
    standIn("growpart", "echo NOCHANGE: partition 1; exit 1");
    expect(await grow()).toMatchObject({ code: 0, stdout: "" });
    expect(changes()).toContain("resize2fs /dev/nvme0n1p1");
  });

  test("grows XFS at its mount point", async () => {
    standIn("blkid", "echo xfs");
    expect((await grow()).code).toBe(0);
    expect(changes()).toContain("xfs_growfs /");
  });

  test("waits for EBS", async () => {
    const later = path.join(folder, "later");
    standIn("blockdev", `[ -e ${later} ] && echo ${40 * gib} || echo ${20 * gib}; touch ${later}`);
    expect((await grow()).stdout).not.toContain("yet");
    expect(existsSync(later)).toBe(true);
    rmSync(later);
  });

  test("continues if EBS takes too long, and says so", async () => {
    standIn("blockdev", `echo ${20 * gib}`);
    expect(await grow()).toMatchObject({ code: 0, stdout: expect.stringContaining("has 20 GiB and not 40 yet") });
  });

  test("fails with growpart's message, and does not change the file system", async () => {
    standIn("growpart", "echo FAILED: disk=/dev/nvme0n1 does not exist; exit 2");
    expect(await grow()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/found {3}FAILED: disk.*wanted {2}\/dev\/nvme0n1p1 grown/s),
    });
    expect(changes()).toEqual(["growpart /dev/nvme0n1 1"]);
  });

  test("does not change a host without a disk of its own", async () => {
    standIn("mountpoint", "echo 0:55");
    expect(await grow()).toMatchObject({ code: 0, stdout: "" });
    expect(changes()).toEqual([]);
  });
});
