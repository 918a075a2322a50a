import { spawnSync } from "node:child_process";
import type { Inventory, SecurityRule } from "../../lab/aws/inventory";
import { planFabric } from "../../lab/network/fabric";
import { renderGateway } from "../../lab/network/gateway";
import { renderRuleset } from "../../lab/network/ruleset";
import { cutRules } from "../../lab/scenario/hardships";
import { planNodes } from "../../lab/nlb/nodes";
import { account, instance } from "./fixture";

const rules = (inventory: Inventory = account()) => renderRuleset(planFabric(inventory, planNodes(inventory)));

/** Lines of one chain, without the last two of each port's chain. */
function chain(text: string, name: string): string[] {
  const body = new RegExp(`chain ${name} \\{\\n([^}]*(?:\\{[^}]*\\}[^}]*)*?)\\n  \\}`).exec(text)?.[1] ?? "";
  return body.split("\n").map((line) => line.trim());
}

function withWorkerRule(rule: SecurityRule): Inventory {
  const inventory = account();
  const securityGroups = inventory.securityGroups.map((group) =>
    group.id === "sg-w" ? { ...group, ingress: [rule] } : group,
  );
  return { ...inventory, securityGroups };
}

describe("security groups", () => {
  test("let in what a rule names, and nothing else", () => {
    expect(chain(rules(), "in-eni-worker")).toEqual([
      "ip saddr @sg-m tcp dport 10250 return",
      "ip protocol { tcp, udp } update @refused-in { ip saddr . ip daddr . ip protocol . th dport }",
      "counter drop",
    ]);
  });

  test("as a peer stand for their members' private addresses", () => {
    expect(rules()).toContain("set sg-m {\n    type ipv4_addr;\n    elements = { 172.31.0.10 }");
  });

  test("without members match no address", () => {
    const inventory = { ...account(), instances: [instance("worker", "172.31.0.20", "sg-w")] };
    expect(rules(inventory)).toContain("set sg-m {\n    type ipv4_addr;\n  }");
  });

  test.each<[string, Partial<SecurityRule>, string]>([
    ["a range of ports", { protocol: "tcp", from: 30000, to: 32767 }, "tcp dport 30000-32767 return"],
    ["all ports", { protocol: "udp", from: 0, to: 65535 }, "ip protocol udp return"],
    ["all traffic", { protocol: "-1", from: -1, to: -1 }, "return"],
    ["every kind of ICMP", { protocol: "icmp", from: -1, to: -1 }, "ip protocol icmp return"],
    ["one type of ICMP", { protocol: "icmp", from: 3, to: 4 }, "icmp type 3 icmp code 4 return"],
    ["another protocol", { protocol: "4" }, "ip protocol 4 return"],
  ])("support %s", (_, rule, wanted) => {
    const inventory = withWorkerRule({ protocol: "-1", cidrs: ["0.0.0.0/0"], groupIds: [], ...rule });
    expect(chain(rules(inventory), "in-eni-worker")[0]).toBe(wanted);
  });

  test("do not filter a load balancer without groups", () => {
    const inventory = account();
    const [balancer] = inventory.loadBalancers;
    const open = { ...inventory, loadBalancers: [{ ...balancer!, groupIds: [] }] };
    expect(rules(open)).not.toMatch(/chain (in|out)-nlb/);
  });
});

test("the source/destination check applies unless it is disabled", () => {
  expect(rules()).toContain('iifname "eni-master" ip saddr != 172.31.0.10 counter drop');
  expect(rules()).not.toContain('iifname "eni-worker" ip saddr !=');
});

test("answers of the metadata service have the instance's hop limit as TTL", () => {
  expect(rules()).toContain("ip saddr 169.254.169.254 ip daddr 172.31.0.20 ip ttl set 1");
});

test("the internet gateway translates private to public addresses, and drops packets from others", () => {
  const inventory = account();
  const hidden = { ...inventory, instances: inventory.instances.map((it) => ({ ...it, publicAddress: undefined })) };
  const text = renderGateway(planFabric(inventory, []));
  expect(text).toContain("54.214.0.10 : 172.31.0.10");
  expect(text).toContain('iifname "vpc" ip saddr { 172.31.0.10, 172.31.0.20 } accept');
  expect(renderGateway(planFabric(hidden, []))).not.toContain('iifname "vpc" ip saddr');
});

describe("a NAT gateway", () => {
  /** Both instances in a private subnet, and a NAT gateway in a public one, or in the same one. */
  function behindNat(natSubnet: "subnet-1" | "subnet-public"): Inventory {
    const inventory = account();
    const [table] = inventory.routeTables;
    const toNat = [{ destination: "0.0.0.0/0", target: { kind: "nat-gateway" as const, id: "nat-1" } }];
    return {
      ...inventory,
      subnets: [
        ...inventory.subnets,
        { id: "subnet-public", vpcId: "vpc-1", cidr: "172.31.9.0/27", zone: "us-east-2a" },
      ],
      natGateways: [{ id: "nat-1", subnetId: natSubnet, publicAddress: "54.214.9.9" }],
      routeTables: [
        { ...table!, routes: toNat },
        { ...table!, id: "rtb-public", subnetIds: ["subnet-public"] },
      ],
      instances: inventory.instances.map((it) => ({ ...it, publicAddress: undefined })),
    };
  }

  test("shares its address among all hosts of a private subnet, which are unreachable from outside", () => {
    const text = renderGateway(planFabric(behindNat("subnet-public"), []));
    expect(text).toContain("172.31.0.10 : 54.214.9.9, 172.31.0.20 : 54.214.9.9");
    expect(text).toContain("map inward {\n    type ipv4_addr : ipv4_addr;\n  }");
  });

  test("forwards nothing from a subnet without a route to the internet gateway", () => {
    expect(planFabric(behindNat("subnet-1"), []).outward.size).toBe(0);
  });
});

const nft = spawnSync("nft", ["--version"]).status === 0 && process.getuid?.() === 0;
(nft ? test : test.skip)("nft takes all rulesets", () => {
  const inventory = account();
  const fabric = planFabric(inventory, planNodes(inventory));
  for (const input of [renderRuleset(fabric), renderGateway(fabric), cutRules("eni-0123456789a")]) {
    const result = spawnSync("unshare", ["--net", "nft", "--check", "--file", "-"], { input });
    expect(result.stderr.toString()).toBe("");
  }
});
