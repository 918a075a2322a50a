import { writeFileSync } from "node:fs";
import path from "node:path";
import { sleep } from "../../../lib/processes";
import { type Emulator, startEmulator } from "../../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../../support/missing";
import { type Ask, queryClient } from "../../support/query-client";
import { scratchFolder } from "../../support/scratch";

const zone = "us-east-2a";

async function newInstance(ask: Ask): Promise<string> {
  const vpc = (await ask("ec2:CreateVpc", { CidrBlock: "10.0.0.0/16" })).text("vpcId");
  const network = { VpcId: vpc, CidrBlock: "10.0.0.0/24", AvailabilityZone: zone };
  const subnet = (await ask("ec2:CreateSubnet", network)).text("subnetId");
  const image = (await ask("ec2:DescribeImages", { "Owner.1": "099720109477" })).text("imageId");
  const wanted = { MinCount: "1", MaxCount: "1", ImageId: image, InstanceType: "t3.small", SubnetId: subnet };
  return (await ask("ec2:RunInstances", wanted)).text("instanceId");
}

describeUnlessMissing(missingForEmulator(), "Volumes of the lab's AWS", () => {
  const folder = scratchFolder();
  let emulator: Emulator;
  let ask: Ask;
  let instance: string;
  const status = () => path.join(folder, "status.json");
  const supervisorSees = (seen: object) => writeFileSync(status(), JSON.stringify(seen));
  const newVolume = async () =>
    (await ask("ec2:CreateVolume", { AvailabilityZone: zone, Size: "1", VolumeType: "gp3" })).text("volumeId");
  const attach = (volume: string, device: string) =>
    ask("ec2:AttachVolume", { VolumeId: volume, InstanceId: instance, Device: device });
  const shown = async (volume: string) =>
    (await ask("ec2:DescribeVolumes", { "VolumeId.1": volume })).texts("status").join(" ");

  beforeAll(async () => {
    emulator = await startEmulator(folder, {}, { GROUNDUP_LAB_STATUS: status() });
    ask = queryClient(emulator.endpoint);
    instance = await newInstance(ask);
  });
  afterAll(() => emulator?.stop());

  test("stay attached until their host has given them up", async () => {
    const volume = await newVolume();
    expect((await attach(volume, "/dev/xvdaa")).code).toBe("none");
    supervisorSees({ volumes: [{ volume, instance }], snapshots: [] });
    expect((await ask("ec2:DetachVolume", { VolumeId: volume, InstanceId: instance })).code).toBe("none");
    expect(await shown(volume)).toBe("in-use detaching");
    expect((await attach(volume, "/dev/xvdab")).code).toBe("VolumeInUse");
    expect((await ask("ec2:DetachVolume", { VolumeId: volume, InstanceId: instance })).code).toBe("IncorrectState");
    supervisorSees({ volumes: [], snapshots: [] });
    expect(await shown(volume)).toBe("available");
    expect((await attach(volume, "/dev/xvdaa")).code).toBe("none");
    expect(await shown(volume)).toBe("in-use attached");
  });

  test("have complete snapshots only when the content is stored", async () => {
    const volume = await newVolume();
    supervisorSees({ volumes: [], snapshots: [] });
    const snapshot = (await ask("ec2:CreateSnapshot", { VolumeId: volume })).text("snapshotId");
    const state = async () => (await ask("ec2:DescribeSnapshots", { "SnapshotId.1": snapshot })).text("status");
    const restored = { AvailabilityZone: zone, SnapshotId: snapshot, VolumeType: "gp3" };
    expect(await state()).toBe("pending");
    expect((await ask("ec2:CreateVolume", restored)).code).toBe("IncorrectState");
    supervisorSees({ volumes: [], snapshots: [snapshot] });
    expect(await state()).toBe("completed");
    expect((await ask("ec2:CreateVolume", restored)).text("size")).toBe("1");
  });

  test("survive a terminated instance, unlike its root volume", async () => {
    const volume = await newVolume();
    await attach(volume, "/dev/xvdac");
    const root = (
      await ask("ec2:DescribeVolumes", { "Filter.1.Name": "attachment.device", "Filter.1.Value.1": "/dev/sda1" })
    ).text("volumeId");
    supervisorSees({ volumes: [{ volume, instance }], snapshots: [] });
    await ask("ec2:TerminateInstances", { "InstanceId.1": instance });
    expect(await shown(volume)).toBe("in-use detaching");
    supervisorSees({ volumes: [], snapshots: [] });
    expect(await shown(volume)).toBe("available");
    expect((await ask("ec2:DescribeVolumes", { "VolumeId.1": root })).code).toBe("InvalidVolume.NotFound");
  });
});

describeUnlessMissing(missingForEmulator(), "Volumes of an AWS with AWS's delays", () => {
  const folder = scratchFolder();
  let emulator: Emulator;

  beforeAll(async () => void (emulator = await startEmulator(folder, { asAws: true })));
  afterAll(() => emulator?.stop());

  test("are being created before they are available", async () => {
    const ask = queryClient(emulator.endpoint);
    const made = await ask("ec2:CreateVolume", { AvailabilityZone: zone, Size: "1", VolumeType: "gp3" });
    expect(made.text("status")).toBe("creating");
    const states = new Set<string>();
    for (let tries = 0; tries < 60 && !states.has("available"); tries++, await sleep(100)) {
      const answer = await ask("ec2:DescribeVolumes", { "VolumeId.1": made.text("volumeId") });
      if (answer.code === "none") states.add(answer.text("status"));
    }
    expect(states).toContain("available");
  });
});
