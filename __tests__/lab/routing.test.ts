import { planFabric } from "../../lab/network/fabric";
import { parseRoutes, parseRules, planRoutes, planRules, routeText } from "../../lab/network/routing";
import { planNodes } from "../../lab/nlb/nodes";
import { account } from "./fixture";

const fabric = planFabric(account(), planNodes(account()));
const routes = planRoutes(fabric).map(routeText);

test("every port has a route, and other addresses of the VPC have none", () => {
  expect(routes).toContain("unicast 172.31.0.20 dev eni-worker table 100 proto 242");
  expect(routes).toContain("blackhole 172.31.0.0/16 table 100 proto 242");
});

test("a pod route leads through its worker's interface", () => {
  expect(routes).toContain("unicast 172.20.0.0/24 via 172.31.0.20 dev eni-worker onlink table 1000 proto 242");
});

test("a route to an interface without a host drops its packets", () => {
  expect(routes).toContain("blackhole 172.20.1.0/24 table 1000 proto 242");
});

test("every port follows its subnet's table after the VPC's own routes", () => {
  const rules = planRules(fabric);
  expect(rules[0]).toBe("priority 100 lookup 100");
  expect(rules).toContain("priority 200 iif eni-worker lookup 1000");
});

test("the kernel's routes are read in the form of the plan", () => {
  const shown = JSON.stringify([
    { type: "blackhole", dst: "172.31.0.0/16", table: "100", scope: "global", flags: [] },
    { type: "unicast", dst: "172.31.0.20", dev: "eni-worker", table: "100", scope: "link", flags: [] },
    {
      type: "unicast",
      dst: "172.20.0.0/24",
      gateway: "172.31.0.20",
      dev: "eni-worker",
      table: "1000",
      flags: ["onlink"],
    },
  ]);
  for (const route of parseRoutes(shown)) expect(routes).toContain(routeText(route));
  const rules = JSON.stringify([
    { priority: 0, src: "all", table: "local" },
    { priority: 100, src: "all", table: "100" },
    { priority: 200, src: "all", iif: "eni-worker", table: "1000" },
  ]);
  expect(parseRules(rules)).toEqual(["priority 100 lookup 100", "priority 200 iif eni-worker lookup 1000"]);
  expect(parseRoutes("")).toEqual([]);
});

test("VPCs that share addresses are refused", () => {
  const inventory = account();
  const subnets = [
    ...inventory.subnets,
    { id: "subnet-2", vpcId: "vpc-default", cidr: "172.31.16.0/20", zone: "us-east-2a" },
  ];
  const stranger = { ...inventory.instances[1]!, id: "i-2", subnetId: "subnet-2", vpcId: "vpc-default" };
  expect(() => planFabric({ ...inventory, subnets, instances: [...inventory.instances, stranger] }, [])).toThrow(
    /share addresses/,
  );
});
