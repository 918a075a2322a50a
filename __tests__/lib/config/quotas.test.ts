import { quotaCautions } from "../../../lib/config";
import { parse } from "./parse";

const refused = (path: string, code: string) =>
  expect.objectContaining({
    problems: [expect.objectContaining({ path, wanted: expect.stringContaining(code) })],
  });

test("more processors than the account may run are refused, with the quota's code", () => {
  const file = "{ workers: { count: 10, instanceType: t3.large }, quotas: { standardVcpus: 20 } }";
  expect(() => parse(file)).toThrow(refused("workers.count", "L-1216C47A"));
  expect(parse(file.replace("20", "26")).config.quotas.standardVcpus).toBe(26);
});

test("what a new account may not run is said, as long as the account's quota is not", () => {
  expect(quotaCautions(parse("").config)).toEqual([expect.stringMatching(/12 vCPUs.*L-1216C47A/)]);
  expect(quotaCautions(parse("{ quotas: { standardVcpus: 32 } }").config)).toEqual([]);
  expect(quotaCautions(parse("{ masters: { count: 1 }, workers: { count: 1 } }").config)).toEqual([]);
  expect(quotaCautions(parse("{ workers: { instanceType: m5.metal } }").config)).toHaveLength(1);
});

test("more NAT gateways than Elastic IP addresses are refused", () => {
  const zones = ["a", "b", "c", "d", "e", "f"];
  const subnets = zones.map((zone, index) => `{ cidr: 172.31.${index}.0/24, zone: us-east-2${zone} }`).join(", ");
  const file = `{ network: { privateNodes: true, subnets: [${subnets}] }, ssh: { bastion: { host: bastion.example } } }`;
  expect(() => parse(file)).toThrow(refused("network.publicSubnets", "L-0263D0A3"));
});

test.each(["{ rulesPerSecurityGroup: 201 }", "{ rulesPerSecurityGroup: 63, securityGroupsPerInterface: 16 }"])(
  "rules and groups that no account has together are refused: %s",
  (given) => {
    const file = `quotas: ${given}`;
    expect(() => parse(file)).toThrow(refused("quotas.rulesPerSecurityGroup", "at most 1000"));
  },
);

test.each([
  "{ rulesPerSecurityGroup: 200 }",
  "{ rulesPerSecurityGroup: 1000, securityGroupsPerInterface: 1 }",
  "{ securityGroupsPerInterface: 16 }",
])("rules and groups that an account may have together are taken: %s", (given) => {
  expect(() => parse(`quotas: ${given}`)).not.toThrow();
});
