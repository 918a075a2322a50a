import type { Inventory } from "../../lab/aws/inventory";
import { contains } from "../../lab/network/ipv4";
import { parseChecks } from "../../lab/nlb/control";
import { canForward, renderForwarding } from "../../lab/nlb/forwarding";
import { renderHaproxy } from "../../lab/nlb/haproxy";
import { planNodes } from "../../lab/nlb/nodes";
import { targetsFor } from "../../lab/nlb/targets";
import { account, instance } from "./fixture";

const inventory = account();
const [node] = planNodes(inventory);

/** The fixture's account with a second subnet, zone and master. */
function twoZones(crossZone: boolean): Inventory {
  const [balancer] = inventory.loadBalancers;
  const [group] = inventory.targetGroups;
  const far = { ...instance("far", "172.31.1.10", "sg-m"), zone: "us-east-2b", subnetId: "subnet-2" };
  return {
    ...inventory,
    subnets: [...inventory.subnets, { id: "subnet-2", vpcId: "vpc-1", cidr: "172.31.1.0/24", zone: "us-east-2b" }],
    instances: [...inventory.instances, far],
    loadBalancers: [
      {
        ...balancer!,
        crossZone,
        subnetIds: ["subnet-1", "subnet-2"],
        addresses: { "subnet-1": "172.31.0.4", "subnet-2": "172.31.1.4" },
      },
    ],
    targetGroups: [{ ...group!, targets: [...group!.targets, { id: "172.31.1.10", port: 6443 }] }],
  };
}

test("a node has the address of the load balancer's interface and a public one, the same every time", () => {
  expect(node!.address).toBe("172.31.0.4");
  expect(contains("198.51.100.128/25", node!.publicAddress!)).toBe(true);
  expect(planNodes(inventory)[0]).toEqual(node);
});

test("a load balancer without interfaces in the account has no node", () => {
  const early = { ...inventory, loadBalancers: inventory.loadBalancers.map((it) => ({ ...it, addresses: {} })) };
  expect(planNodes(early)).toEqual([]);
});

test("an internal load balancer has no public address", () => {
  const internal = { ...inventory, loadBalancers: inventory.loadBalancers.map((it) => ({ ...it, internal: true })) };
  expect(planNodes(internal)[0]!.publicAddress).toBeUndefined();
});

test("health checks follow the target group", () => {
  const text = renderHaproxy(node!, inventory, { folder: "/run/lab/nlb" });
  expect(text).toContain("http-check send meth GET uri /readyz");
  expect(text).toContain("http-check expect rstatus ^(2..|3..)$");
  expect(text).toContain(
    "server 172.31.0.10-6443 172.31.0.10:6443 check check-ssl verify none inter 10s rise 2 fall 3",
  );
});

test("the description changes with the configuration", () => {
  const description = (it: Inventory) =>
    /description (\w+)/.exec(renderHaproxy(node!, it, { folder: "/run/lab/nlb" }))![1];
  expect(description(inventory)).toBe(description(account()));
  const without = { ...inventory, targetGroups: inventory.targetGroups.map((it) => ({ ...it, targets: [] })) };
  expect(description(without)).not.toBe(description(inventory));
});

test("an instance as a target is reached at its address, at the target's port", () => {
  const [group] = inventory.targetGroups;
  const onInstances = { ...group!, targetType: "instance", targets: [{ id: "i-worker", port: 30080 }] };
  const [target] = targetsFor(node!, onInstances, inventory);
  expect(target).toEqual({ id: "i-worker", port: 30080, address: "172.31.0.20", server: "172.31.0.20-30080" });
});

test("health checks can have a port of their own", () => {
  const [group] = inventory.targetGroups;
  const health = { ...group!.health, protocol: "HTTP", port: "31000", path: "/healthz" };
  const targets = [{ id: "172.31.0.20", port: 30080 }];
  const text = renderHaproxy(
    node!,
    { ...inventory, targetGroups: [{ ...group!, health, targets }] },
    { folder: "/run" },
  );
  expect(text).toContain("server 172.31.0.20-30080 172.31.0.20:30080 check port 31000 inter 10s");
});

test("a node uses only the targets of its zone, unless cross-zone load balancing is on", () => {
  const addresses = (account: Inventory) =>
    targetsFor(planNodes(account)[0]!, account.targetGroups[0]!, account).map((it) => it.address);
  expect(addresses(twoZones(false))).toEqual(["172.31.0.10"]);
  expect(addresses(twoZones(true))).toEqual(["172.31.0.10", "172.31.1.10"]);
});

test("a fast lab checks more often than the target group says", () => {
  const text = (longestInterval: number) =>
    renderHaproxy(node!, inventory, { folder: "/run/lab/nlb", longestInterval });
  expect(text(1)).toContain("inter 1s rise 2 fall 3");
  expect(text(60)).toContain("inter 10s rise 2 fall 3");
});

test("haproxy's states become AWS's", () => {
  const csv = [
    "# pxname,svname,status,check_status,last_chk",
    "tg-api,172.31.0.10-6443,UP,L7OK,HTTP status check returned code <3C>200<3E>",
    "tg-api,172.31.0.11-6443,DOWN,L4CON,Connection refused",
    "tg-api,172.31.0.12-6443,DOWN,,",
    "tg-api,BACKEND,UP,,",
  ].join("\n");
  expect(parseChecks(csv)).toEqual([
    { group: "api", server: "172.31.0.10-6443", state: "healthy", reason: "" },
    { group: "api", server: "172.31.0.11-6443", state: "unhealthy", reason: "L4CON: Connection refused" },
    { group: "api", server: "172.31.0.12-6443", state: "initial", reason: "" },
  ]);
});

describe("the packet filter of a node", () => {
  const [listener] = node!.balancer.listeners;
  const targets = targetsFor(node!, inventory.targetGroups[0]!, inventory);

  test("a node forwards a new connection to one of the receiving targets", () => {
    const text = renderForwarding("172.31.0.200", [
      { listener: listener!, forwarding: { receiving: targets, reset: [] } },
    ]);
    expect(text).toContain(
      "ip daddr 172.31.0.200 tcp dport 6443 dnat ip to numgen random mod 1 map { 0 : 172.31.0.10 . 6443 }",
    );
    expect(text).toContain("ct status dnat snat to 172.31.0.200");
    expect(text).not.toContain("reject");
  });

  test("a node forwards TCP connections whose targets see the node's address, and no others", () => {
    const [group] = inventory.targetGroups;
    expect(canForward(listener!, group!)).toBe(true);
    expect(canForward(listener!, { ...group!, preservesClientAddress: true })).toBe(false);
    expect(canForward({ ...listener!, protocol: "UDP" }, group!)).toBe(false);
  });

  test("a client's packet to a target whose connections are reset is answered with RST", () => {
    const text = renderForwarding("172.31.0.200", [
      { listener: listener!, forwarding: { receiving: [], reset: targets } },
    ]);
    expect(text).not.toContain("dnat ip to");
    expect(text).toContain(
      "ip daddr 172.31.0.10 tcp dport 6443 ct original proto-dst 6443 ct direction original reject with tcp reset",
    );
  });
});
