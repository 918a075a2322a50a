import { metadataAnswer, metadataDocuments } from "../../lab/instances/metadata";
import { renderPublicHosts, renderResolver, renderVpcHosts } from "../../lab/names/hosts";
import { planNodes } from "../../lab/nlb/nodes";
import { account } from "./fixture";

const inventory = account();
const nodes = planNodes(inventory);

describe("names", () => {
  test("inside the VPC resolve to private addresses, and to the load balancer's public one", () => {
    const lines = renderVpcHosts(inventory, nodes).split("\n");
    expect(lines).toContain("172.31.0.10 ip-172-31-0-10.us-east-2.compute.internal");
    expect(lines).toContain("172.31.0.10 ec2-54-214-0-10.us-east-2.compute.amazonaws.com");
    expect(lines).toContain(`${nodes[0]!.publicAddress} api-1.elb.amazonaws.com`);
  });

  test("outside the VPC contain nothing private", () => {
    expect(renderPublicHosts(inventory, nodes)).not.toMatch(/172\.31|internal/);
  });

  test("of us-east-1 are AWS's exception", () => {
    expect(renderVpcHosts({ ...inventory, region: "us-east-1" }, nodes)).toContain(
      "172.31.0.10 ip-172-31-0-10.ec2.internal",
    );
  });

  test("that do not exist are denied at once", () => {
    expect(renderResolver(["172.31.0.2"], "/hosts").split("\n")).toEqual(
      expect.arrayContaining(["no-resolv", "local=/#/"]),
    );
  });
});

describe("metadata", () => {
  const document = metadataDocuments(inventory)["172.31.0.10"]!;
  const answer = (path: string) => metadataAnswer(document.metadata, path);

  test("describes the instance that asks", () => {
    expect(answer("instance-id")).toBe("i-master");
    expect(answer("local-hostname")).toBe("ip-172-31-0-10.us-east-2.compute.internal");
    expect(answer("placement/availability-zone")).toBe("us-east-2a");
    expect(answer("public-keys/0/openssh-key")).toBe("ssh-ed25519 AAAA");
  });

  test.each([
    ["us-east-2", "aws", "amazonaws.com"],
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ])("contains for an instance in %s its partition and the domain of its services", (region, partition, domain) => {
    const { metadata } = metadataDocuments({ ...inventory, region })["172.31.0.10"]!;
    expect(metadataAnswer(metadata, "services/partition")).toBe(partition);
    expect(metadataAnswer(metadata, "services/domain")).toBe(domain);
    expect(metadataAnswer(metadata, "public-hostname")).toMatch(new RegExp(`${region}\\.compute\\.${domain}$`));
  });

  test("lists the contents of a folder", () => {
    expect(answer("")).toContain("instance-id\n");
    expect(answer("placement/")).toBe("availability-zone\nregion");
    expect(answer("public-keys/")).toBe("0=key");
    expect(answer("network/interfaces/macs/")).toBe("02:00:00:00:00:10/");
  });

  test("has no answer for unknown paths", () => {
    expect(answer("no-such-thing")).toBeUndefined();
  });

  test("has credentials of the role only for an instance with a profile", () => {
    const profile = "arn:aws:iam::123456789012:instance-profile/team/masters";
    const instances = inventory.instances.map((it) => ({ ...it, profile }));
    const { metadata } = metadataDocuments({ ...inventory, instances })["172.31.0.10"]!;
    expect(metadataAnswer(metadata, "iam/")).toBe("info\nsecurity-credentials/");
    expect(metadataAnswer(metadata, "iam/security-credentials/")).toBe("masters");
    expect(JSON.parse(metadataAnswer(metadata, "iam/security-credentials/masters")!)).toMatchObject({
      Code: "Success",
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z0-9]{16}$/) as string,
      SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/) as string,
      Token: expect.stringMatching(/^[A-Za-z0-9+/=]{256,}$/) as string,
    });
    expect(answer("iam/security-credentials/")).toBeUndefined();
  });

  test("does not exist for a stopped instance", () => {
    const off = { ...inventory, instances: inventory.instances.map((it) => ({ ...it, state: "stopped" as const })) };
    expect(metadataDocuments(off)).toEqual({});
  });
});
