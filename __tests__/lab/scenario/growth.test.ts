import { balancerProblems } from "../../../lab/scenario/scenarios/growth";
import { scenarios } from "../../../lab/scenario/registry";
import { configOf } from "../../../tools/fixtures/synthesized";

const planned = { config: configOf("workers: { count: 2 }") };
const at = (address: string) => [{ node: "lb-0", address }];

test("the scenario of growth is in the registry", () => {
  expect(scenarios.map(({ name }) => name)).toContain("growth");
});

test("the load balancer must not have the address of a future node", () => {
  expect(balancerProblems(planned, at("172.31.0.192"))).toEqual([]);
  expect(balancerProblems(planned, at("172.31.0.4"))).toEqual([]);
  expect(balancerProblems(planned, at("172.31.0.22"))).toEqual(["lb-0 has 172.31.0.22, which is reserved for a node"]);
  expect(balancerProblems(planned, at("172.31.0.191"))).toEqual([
    "lb-0 has 172.31.0.191, which is reserved for a node",
  ]);
});

test("a load balancer without an interface is a problem", () => {
  expect(balancerProblems(planned, [])).toEqual(["the load balancer has no network interface"]);
});
