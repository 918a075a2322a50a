import { readFileSync } from "node:fs";
import path from "node:path";
import { sleep } from "../../../lib/processes";
import { quotas } from "../../../lib/quotas";
import { type Emulator, startEmulator } from "../../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../../support/missing";
import { type Ask, queryClient } from "../../support/query-client";
import { scratchFolder } from "../../support/scratch";
import { type Furnished, furnish } from "./furnish";

/** What is wrong, the call, its parameters (with names of what the account has), and AWS's error code. */
type WrongRequest = [what: string, call: string, parameters: Record<string, string>, code: string];

const wrong = JSON.parse(readFileSync(path.join(__dirname, "wrong-requests.json"), "utf8")) as WrongRequest[];

const long: Readonly<Record<string, string>> = {
  LONG: "x".repeat(300),
  HUGE: Buffer.alloc(16_385, "x").toString("base64"),
};

/** The parameters with what their placeholders stand for. */
function filled(parameters: Record<string, string>, account: Furnished): Record<string, string> {
  const value = (text: string) => long[text] ?? (text.startsWith("$") ? account[text.slice(1)]! : text);
  return Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, value(text)]));
}

describeUnlessMissing(missingForEmulator(), "The lab's AWS", () => {
  const folder = scratchFolder();
  let emulator: Emulator;
  let ask: Ask;
  let account: Furnished;

  beforeAll(async () => {
    emulator = await startEmulator(folder, { quotas: { ...defaults, standardVcpus: 4, elasticAddresses: 2 } });
    ask = queryClient(emulator.endpoint);
    account = await furnish(ask);
  });
  afterAll(() => emulator?.stop());

  test.each(wrong)("refuses %s", async (_, call, parameters, code) => {
    expect((await ask(call, filled(parameters, account))).code).toBe(code);
  });

  test("refuses a second modification of a volume, even after the first has ended", async () => {
    const again = async () => (await ask("ec2:ModifyVolume", { VolumeId: account.volume!, Size: "30" })).code;
    expect(["IncorrectModificationState", "VolumeModificationRateExceeded"]).toContain(await again());
    const modifications = () => ask("ec2:DescribeVolumesModifications", { "VolumeId.1": account.volume! });
    while ((await modifications()).text("modificationState") !== "completed") await sleep(200);
    expect(await again()).toBe("VolumeModificationRateExceeded");
  });

  test("enforces the quotas of the account", async () => {
    const run = {
      MinCount: "1",
      MaxCount: "2",
      ImageId: account.image!,
      InstanceType: "t3.small",
      SubnetId: account.subnet!,
    };
    expect((await ask("ec2:RunInstances", run)).code).toBe("VcpuLimitExceeded");
    expect((await ask("ec2:AllocateAddress", { Domain: "vpc" })).code).toBe("none");
    expect((await ask("ec2:AllocateAddress", { Domain: "vpc" })).code).toBe("AddressLimitExceeded");
    const ranges = Array.from({ length: 60 }, (_, index) => [
      `IpPermissions.1.IpRanges.${index + 1}.CidrIp`,
      `10.${index}.0.0/16`,
    ]);
    const rules = { GroupId: account.group!, "IpPermissions.1.IpProtocol": "-1", ...Object.fromEntries(ranges) };
    expect((await ask("ec2:AuthorizeSecurityGroupIngress", rules)).code).toBe("RulesPerSecurityGroupLimitExceeded");
    const groups = Array.from({ length: 6 }, (_, index) => [`SecurityGroupId.${index + 1}`, account.group!]);
    const card = { SubnetId: account.subnet!, ...Object.fromEntries(groups) };
    expect((await ask("ec2:CreateNetworkInterface", card)).code).toBe("SecurityGroupsPerInterfaceLimitExceeded");
  });

  test("gives the load balancer the next node's address, and a name in AWS's format", async () => {
    expect(account.balancerAddress).toBe("10.0.0.10");
    const natGateway = await ask("ec2:DescribeNatGateways", {});
    expect(natGateway.text("privateIp")).toBe("10.0.0.21");
    const worker = { SubnetId: account.subnet!, PrivateIpAddress: "10.0.0.21" };
    expect((await ask("ec2:CreateNetworkInterface", worker)).code).toBe("InvalidIPAddress.InUse");
    expect(account.balancerName).toMatch(/^api-[0-9a-f]{16}\.elb\.us-east-2\.amazonaws\.com$/);
  });

  test("says whether targets see the addresses of clients, as AWS does by default", async () => {
    const preserved = async (TargetType: string, Protocol: string) => {
      const wanted = { Name: `${TargetType}-${Protocol}`, VpcId: account.vpc!, Port: "80", TargetType, Protocol };
      const TargetGroupArn = (await ask("elbv2:CreateTargetGroup", wanted)).text("TargetGroupArn");
      const answer = await ask("elbv2:DescribeTargetGroupAttributes", { TargetGroupArn });
      return answer.texts("Value")[answer.texts("Key").indexOf("preserve_client_ip.enabled")];
    };
    expect(await preserved("instance", "TCP")).toBe("true");
    expect(await preserved("ip", "UDP")).toBe("true");
    expect(await preserved("ip", "TCP")).toBe("false");
  });

  test("knows no network topology of small instances", async () => {
    const answer = await ask("ec2:DescribeInstanceTopology", { "InstanceId.1": account.instance! });
    expect([answer.code, answer.texts("instanceId")]).toEqual(["none", []]);
  });

  test("chooses no address inside a CIDR reservation", async () => {
    const made = await ask("ec2:CreateNetworkInterface", { SubnetId: account.full! });
    expect(made.text("privateIpAddress")).toBe("10.0.2.4");
    for (let index = 5; index < 8; index++) await ask("ec2:CreateNetworkInterface", { SubnetId: account.full! });
    expect((await ask("ec2:CreateNetworkInterface", { SubnetId: account.full! })).code).toBe(
      "InsufficientFreeAddressesInSubnet",
    );
    const named = { SubnetId: account.full!, PrivateIpAddress: "10.0.2.9" };
    expect((await ask("ec2:CreateNetworkInterface", named)).code).toBe("none");
  });

  test("processes calls with the same client token only once", async () => {
    const request = { SubnetId: account.sibling!, ClientToken: "token-1" };
    const [one, other] = [
      await ask("ec2:CreateNetworkInterface", request),
      await ask("ec2:CreateNetworkInterface", request),
    ];
    expect(other.text("networkInterfaceId")).toBe(one.text("networkInterfaceId"));
  });

  test("counts what it checked and refused", () => {
    const counts = JSON.parse(readFileSync(path.join(folder, "checked.json"), "utf8"));
    expect(counts.refused["ec2:CreateVpc InvalidVpc.Range"]).toBe(2);
    expect(counts.checked["ec2:CreateVpc"]).toBeGreaterThan(4);
  });

  test.each([
    ["us-gov-west-1", "513442679011"],
    ["cn-north-1", "837727238323"],
    ["us-east-2", "099720109477"],
  ])("has the images of the partition of %s", async (region, owner) => {
    const images = await queryClient(emulator.endpoint, region)("ec2:DescribeImages", {});
    expect([...new Set(images.texts("imageOwnerId"))]).toEqual([owner]);
  });

  test("has a zone without t3", async () => {
    const parameters = {
      LocationType: "availability-zone",
      "Filter.1.Name": "instance-type",
      "Filter.1.Value.1": "t3.small",
    };
    const answer = await queryClient(emulator.endpoint, "us-east-1")("ec2:DescribeInstanceTypeOfferings", parameters);
    expect(answer.texts("location")).toContain("us-east-1a");
    expect(answer.texts("location")).not.toContain("us-east-1e");
  });
});

const defaults = Object.fromEntries(Object.entries(quotas).map(([name, quota]) => [name, quota.default])) as Record<
  keyof typeof quotas,
  number
>;

describeUnlessMissing(missingForEmulator(), "An AWS account with 400 rules per security group", () => {
  const folder = scratchFolder();
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator(folder, { quotas: { ...defaults, rulesPerSecurityGroup: 400 } });
  });
  afterAll(() => emulator?.stop());

  test("allows two groups on a network interface, because 3 * 400 is more than 1000", async () => {
    const ask = queryClient(emulator.endpoint);
    const vpc = (await ask("ec2:CreateVpc", { CidrBlock: "10.0.0.0/16" })).text("vpcId");
    const subnet = (await ask("ec2:CreateSubnet", { VpcId: vpc, CidrBlock: "10.0.0.0/24" })).text("subnetId");
    const groups: string[] = [];
    for (const name of ["one", "two", "three"]) {
      const made = await ask("ec2:CreateSecurityGroup", { GroupName: name, GroupDescription: name, VpcId: vpc });
      groups.push(made.text("groupId"));
    }
    const inGroups = (count: number) => {
      const chosen = groups.slice(0, count).map((group, index) => [`SecurityGroupId.${index + 1}`, group]);
      return ask("ec2:CreateNetworkInterface", { SubnetId: subnet, ...Object.fromEntries(chosen) });
    };
    expect((await inGroups(3)).code).toBe("SecurityGroupsPerInterfaceLimitExceeded");
    expect((await inGroups(2)).code).toBe("none");
  });
});

describeUnlessMissing(missingForEmulator(), "An AWS that loses answers", () => {
  const folder = scratchFolder();
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator(folder, { lostAnswers: 1 });
  });
  afterAll(() => emulator?.stop());

  test("processes the call, closes the connection, and refuses the repetition", async () => {
    const ask = queryClient(emulator.endpoint);
    const request = { GroupName: "one", GroupDescription: "one", VpcId: "" };
    await expect(ask("ec2:CreateSecurityGroup", request)).rejects.toThrow();
    expect((await ask("ec2:CreateSecurityGroup", request)).code).toBe("InvalidGroup.Duplicate");
  });
});
