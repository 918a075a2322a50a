import { addons, clusterEnd, instanceOf, leaveOf, reencrypt, stepsOf } from "../../../lab/scenario/addresses";
import { smallest } from "../../../lab/scenario/scenario";
import { wayToWorker } from "../../../lab/scenario/scenarios/replace";
import { ownOf } from "../../../lab/scenario/scenarios/scale-workers";
import { addressesOf, stackOf } from "../../../tools/fixtures/synthesized";

const nodes = ["master-0", "master-1", "master-2", "worker-0", "worker-1"];

test("every resource that scenarios expect in a plan is in the stack", () => {
  const rotated = { ...smallest, encryption: { keys: [{ name: "key2" }, { name: "key1" }] } };
  const blocks = new Set(addressesOf(stackOf(JSON.stringify(rotated))));
  const expected = [
    ...[addons, clusterEnd, reencrypt],
    ...nodes.flatMap((node) => [instanceOf(node), ...stepsOf(node), leaveOf(node)]),
    ...ownOf("worker-0"),
    ...wayToWorker("worker-1"),
  ];
  // All resources of a block with for_each have its address, and a key behind it.
  expect(expected.filter((address) => !blocks.has(address.replace(/\[.*/, "")))).toEqual([]);
});
