import { sleep } from "../../../lib/processes";
import { type Emulator, startEmulator } from "../../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../../support/missing";
import { type Answer, type Ask, queryClient } from "../../support/query-client";
import { scratchFolder } from "../../support/scratch";

/** Asks until AWS neither throttles nor lags. */
async function patiently(ask: Ask, call: string, parameters: Record<string, string>): Promise<Answer> {
  for (let tries = 0; tries < 40; tries++) {
    const answer = await ask(call, parameters);
    if (!/^(RequestLimitExceeded|Throttling|Invalid\w+\.NotFound)$/.test(answer.code)) return answer;
    await sleep(100);
  }
  throw new Error(`${call}: 40 answers were throttled or lagged`);
}

async function withInstance(ask: Ask) {
  const vpc = (await patiently(ask, "ec2:CreateVpc", { CidrBlock: "10.0.0.0/16" })).text("vpcId");
  const network = { VpcId: vpc, CidrBlock: "10.0.0.0/24" };
  const made = await patiently(ask, "ec2:CreateSubnet", network);
  const [subnet, zone] = [made.text("subnetId"), made.text("availabilityZone")];
  const owned = { "Owner.1": "099720109477" };
  const image = (await patiently(ask, "ec2:DescribeImages", owned)).text("imageId");
  const wanted = { MinCount: "1", MaxCount: "1", ImageId: image, InstanceType: "t3.small", SubnetId: subnet };
  const instance = (await patiently(ask, "ec2:RunInstances", wanted)).text("instanceId");
  return { zone, instance };
}

describeUnlessMissing(missingForEmulator(), "An AWS with AWS's delays", () => {
  const folder = scratchFolder();
  let emulator: Emulator;
  let ask: Ask;

  beforeAll(async () => {
    emulator = await startEmulator(folder, { asAws: true });
    ask = queryClient(emulator.endpoint);
  });
  afterAll(() => emulator?.stop());

  test("an instance is pending for a while, and accepts neither a stop nor a volume until it runs", async () => {
    const { zone, instance } = await withInstance(ask);
    const state = async () =>
      (await patiently(ask, "ec2:DescribeInstances", { "InstanceId.1": instance })).text("name");
    expect(await state()).toBe("pending");
    const named = { "InstanceId.1": instance };
    expect((await patiently(ask, "ec2:StopInstances", named)).code).toBe("IncorrectInstanceState");
    const made = await patiently(ask, "ec2:CreateVolume", { AvailabilityZone: zone, Size: "1" });
    const attachment = { VolumeId: made.text("volumeId"), InstanceId: instance, Device: "/dev/sdf" };
    expect((await patiently(ask, "ec2:AttachVolume", attachment)).code).toBe("IncorrectState");
    while ((await state()) === "pending") await sleep(500);
    expect(await state()).toBe("running");
    expect((await patiently(ask, "ec2:StopInstances", named)).code).toBe("none");
    expect(await state()).toBe("stopping");
    expect((await patiently(ask, "ec2:StartInstances", named)).code).toBe("IncorrectInstanceState");
    expect((await patiently(ask, "ec2:TerminateInstances", named)).code).toBe("none");
    expect(await state()).toBe("shutting-down");
  });

  test("a load balancer is being provisioned at first", async () => {
    const vpc = (await patiently(ask, "ec2:CreateVpc", { CidrBlock: "10.1.0.0/16" })).text("vpcId");
    const network = { VpcId: vpc, CidrBlock: "10.1.0.0/24" };
    const subnet = (await patiently(ask, "ec2:CreateSubnet", network)).text("subnetId");
    const wanted = { Name: "api", Type: "network", Scheme: "internal", "Subnets.member.1": subnet };
    const made = await patiently(ask, "elbv2:CreateLoadBalancer", wanted);
    const named = { "LoadBalancerArns.member.1": made.text("LoadBalancerArn") };
    expect((await patiently(ask, "elbv2:DescribeLoadBalancers", named)).text("Code")).toBe("provisioning");
  });
});

describeUnlessMissing(missingForEmulator(), "An AWS without delays", () => {
  const folder = scratchFolder();
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator(folder);
  });
  afterAll(() => emulator?.stop());

  test("an instance runs, is stopped and terminated at once", async () => {
    const ask = queryClient(emulator.endpoint);
    const { instance } = await withInstance(ask);
    const named = { "InstanceId.1": instance };
    const state = async () => (await ask("ec2:DescribeInstances", named)).text("name");
    expect(await state()).toBe("running");
    await ask("ec2:StopInstances", named);
    expect(await state()).toBe("stopped");
    await ask("ec2:TerminateInstances", named);
    expect(await state()).toBe("terminated");
  });
});
