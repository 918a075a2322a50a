import { quotaCautions } from "../../../lib/config";
import { parse } from "./parse";

const refused = (path: string, code: string) =>
  expect.objectContaining({
    problems: [expect.objectContaining({ path, wanted: expect.stringContaining(code) })],
  });

test("groundup refuses more vCPUs than the quota allows, and names the quota's code", () => {
  const file = "{ workers: { count: 10, instanceType: t3.large }, quotas: { standardVcpus: 20 } }";
  expect(() => parse(file)).toThrow(refused("workers.count", "L-1216C47A"));
  expect(parse(file.replace("20", "26")).config.quotas.standardVcpus).toBe(26);
});

test("synthesis warns about the quota of a new account if the cluster file has no quota", () => {
  expect(quotaCautions(parse("").config)).toEqual([expect.stringMatching(/12 vCPUs.*L-1216C47A/)]);
  expect(quotaCautions(parse("{ quotas: { standardVcpus: 32 } }").config)).toEqual([]);
  expect(quotaCautions(parse("{ masters: { count: 1 }, workers: { count: 1 } }").config)).toEqual([]);
  expect(quotaCautions(parse("{ workers: { instanceType: m5.metal } }").config)).toHaveLength(1);
});

test("groundup refuses more NAT gateways than Elastic IP addresses", () => {
  const zones = ["a", "b", "c", "d", "e", "f"];
  const subnets = zones.map((zone, index) => `{ cidr: 172.31.${index}.0/24, zone: us-east-2${zone} }`).join(", ");
  const file = `{ network: { privateNodes: true, subnets: [${subnets}] }, ssh: { bastion: { host: bastion.example } } }`;
  expect(() => parse(file)).toThrow(refused("network.publicSubnets", "L-0263D0A3"));
});

test.each(["{ rulesPerSecurityGroup: 201 }", "{ rulesPerSecurityGroup: 63, securityGroupsPerInterface: 16 }"])(
  "groundup refuses quotas of rules and groups that no account can have together: %s",
  (given) => {
    const file = `quotas: ${given}`;
    expect(() => parse(file)).toThrow(refused("quotas.rulesPerSecurityGroup", "at most 1000"));
  },
);

test.each([
  "{ rulesPerSecurityGroup: 200 }",
  "{ rulesPerSecurityGroup: 1000, securityGroupsPerInterface: 1 }",
  "{ securityGroupsPerInterface: 16 }",
])("groundup accepts quotas of rules and groups that an account can have together: %s", (given) => {
  expect(() => parse(`quotas: ${given}`)).not.toThrow();
});
