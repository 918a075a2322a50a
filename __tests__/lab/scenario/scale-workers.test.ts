import { smallest } from "../../../lab/scenario/scenario";
import { ownOf } from "../../../lab/scenario/scenarios/scale-workers";
import { isRecord } from "../../../lab/terraform-plan";
import { addressesOf, stackOf } from "../../../tools/fixtures/synthesized";

test("a worker's own resources are those that the plan for an additional worker creates", () => {
  const of = (count: number) => addressesOf(stackOf(JSON.stringify({ ...smallest, workers: { count } })));
  const before = of(2);
  // Its leave is an instance of an existing resource.
  const own = ownOf("worker-2").filter((address) => !address.includes("["));
  expect(
    of(3)
      .filter((address) => !before.includes(address) && !isRecord(address))
      .sort(),
  ).toEqual(own.sort());
});
