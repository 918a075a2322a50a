import { App, TerraformElement, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { ClusterStack } from "../../constructs/cluster-stack";
import { PlatformStack } from "../../examples/library/platform-stack";
import { configOf } from "../../tools/fixtures/synthesized";

const stacks: readonly (readonly [string, () => TerraformStack])[] = [
  ["groundup's own stack", () => new ClusterStack(new App(), configOf(""))],
  ["somebody's app", () => new PlatformStack(new App(), "platform")],
];

/** Paths of constructs that are neither a resource nor hold anything. */
const empty = (stack: IConstruct) =>
  stack.node
    .findAll()
    .filter((one) => !(one instanceof TerraformElement) && one.node.children.length === 0)
    .map(({ node }) => node.path);

test.each(stacks)("every construct of %s has children, or is a resource", (_, make) => {
  expect(empty(make())).toEqual([]);
});
