import { balancerProblems } from "../../../lab/scenario/scenarios/growth";
import { scenarios } from "../../../lab/scenario/registry";
import { ownOf } from "../../../lab/scenario/scenarios/scale-workers";
import { smallest } from "../../../lab/scenario/scenario";
import { addressesOf, configOf, stackOf } from "../../support/synthesized";

const planned = { config: configOf("workers: { count: 2 }") };
const at = (address: string) => [{ node: "lb-0", address }];

test("the scenario of growth is in the registry", () => {
  expect(scenarios.map(({ name }) => name)).toContain("growth");
});

test("the load balancer must not have the address of a node that may come", () => {
  expect(balancerProblems(planned, at("172.31.0.192"))).toEqual([]);
  expect(balancerProblems(planned, at("172.31.0.4"))).toEqual([]);
  expect(balancerProblems(planned, at("172.31.0.22"))).toEqual(["lb-0 has 172.31.0.22, where a node belongs"]);
  expect(balancerProblems(planned, at("172.31.0.191"))).toEqual(["lb-0 has 172.31.0.191, where a node belongs"]);
});

test("a load balancer without an interface is no proof", () => {
  expect(balancerProblems(planned, [])).toEqual(["the load balancer has no network interface"]);
});

test("what a worker has of its own is what a cluster with one more worker has more", () => {
  const of = (count: number) => addressesOf(stackOf(JSON.stringify({ ...smallest, workers: { count } })));
  const before = of(2);
  // Its leave is an instance of a resource that is there already.
  const own = ownOf("worker-2").filter((address) => !address.includes("["));
  expect(
    of(3)
      .filter((address) => !before.includes(address))
      .sort(),
  ).toEqual(own.sort());
});
