import type { Inventory } from "../../lab/aws/inventory";
import { contains } from "../../lab/network/ipv4";
import { parseHealth } from "../../lab/nlb/control";
import { renderHaproxy, targetsFor } from "../../lab/nlb/haproxy";
import { planNodes } from "../../lab/nlb/nodes";
import { account, instance } from "./fixture";

const inventory = account();
const [node] = planNodes(inventory);

/** The fixture's account with a second subnet, zone and master in it. */
function twoZones(crossZone: boolean): Inventory {
  const [balancer] = inventory.loadBalancers;
  const [group] = inventory.targetGroups;
  const far = { ...instance("far", "172.31.1.10", "sg-m"), zone: "us-east-2b", subnetId: "subnet-2" };
  return {
    ...inventory,
    subnets: [...inventory.subnets, { id: "subnet-2", vpcId: "vpc-1", cidr: "172.31.1.0/24", zone: "us-east-2b" }],
    instances: [...inventory.instances, far],
    loadBalancers: [{ ...balancer!, crossZone, subnetIds: ["subnet-1", "subnet-2"] }],
    targetGroups: [{ ...group!, targets: [...group!.targets, { id: "172.31.1.10", port: 6443 }] }],
  };
}

test("a node has a free address of its subnet and a public one, the same every time", () => {
  expect(contains("172.31.0.128/25", node!.address)).toBe(true);
  expect(contains("198.51.100.128/25", node!.publicAddress!)).toBe(true);
  expect(planNodes(inventory)[0]).toEqual(node);
});

test("an internal load balancer has no public address", () => {
  const internal = { ...inventory, loadBalancers: inventory.loadBalancers.map((it) => ({ ...it, internal: true })) };
  expect(planNodes(internal)[0]!.publicAddress).toBeUndefined();
});

test("targets are checked and trusted as the target group says", () => {
  const text = renderHaproxy(node!, inventory, "/run/lab/nlb");
  expect(text).toContain(`bind ${node!.address}:6443`);
  expect(text).toContain("http-check send meth GET uri /readyz");
  expect(text).toContain("http-check expect rstatus ^(2..|3..)$");
  expect(text).toContain(
    "server 172.31.0.10-6443 172.31.0.10:6443 check check-ssl verify none inter 10s rise 2 fall 3",
  );
});

test("with no healthy target, all are tried", () => {
  expect(renderHaproxy(node!, inventory, "/run/lab/nlb")).toContain("use_backend tg-api-all if { nbsrv(tg-api) eq 0 }");
});

test("its description changes with it", () => {
  const description = (it: Inventory) => /description (\w+)/.exec(renderHaproxy(node!, it, "/run/lab/nlb"))![1];
  expect(description(inventory)).toBe(description(account()));
  const without = { ...inventory, targetGroups: inventory.targetGroups.map((it) => ({ ...it, targets: [] })) };
  expect(description(without)).not.toBe(description(inventory));
});

test("a node keeps to the targets of its zone, unless the load balancer crosses zones", () => {
  const addresses = (account: Inventory) =>
    targetsFor(planNodes(account)[0]!, account.targetGroups[0]!, account).map((it) => it.address);
  expect(addresses(twoZones(false))).toEqual(["172.31.0.10"]);
  expect(addresses(twoZones(true))).toEqual(["172.31.0.10", "172.31.1.10"]);
});

test("haproxy's words become AWS's", () => {
  const csv = [
    "# pxname,svname,status,check_status,last_chk",
    "port-6443,FRONTEND,OPEN,,",
    "tg-api,172.31.0.10-6443,UP,L7OK,HTTP status check returned code <3C>200<3E>",
    "tg-api,172.31.0.11-6443,DOWN,L4CON,Connection refused",
    "tg-api,172.31.0.12-6443,DOWN,,",
    "tg-api,BACKEND,UP,,",
    "tg-api-all,172.31.0.10-6443,no check,,",
  ].join("\n");
  expect(parseHealth("nlb-1", csv).map((it) => [it.target, it.state, it.reason])).toEqual([
    ["172.31.0.10:6443", "healthy", ""],
    ["172.31.0.11:6443", "unhealthy", "L4CON: Connection refused"],
    ["172.31.0.12:6443", "initial", ""],
  ]);
});
