import path from "node:path";
import { type Emulator, startEmulator } from "../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { resourceCount, withoutSteps } from "../../tools/fixtures/stack-parts";
import { type Stack, stackOfFile } from "../../tools/fixtures/synthesized";
import { type AppliedResource, planned, variables, Workspace } from "../../tools/fixtures/terraform";

/** Clusters in several subnets, of which the default cluster's own test applies none. */
const examples = ["three-zones", "private-nodes"] as const;

interface Applied {
  readonly stack: Stack;
  readonly workspace: Workspace;
  readonly resources: readonly AppliedResource[];
}

// Both are applied at once, as their load balancers' waiters take a minute each. The tests build on that, in order.
describeUnlessMissing(missingForEmulator(), "The examples in several zones, applied without their steps,", () => {
  const folder = scratchFolder();
  let emulator: Emulator;
  let applied: Readonly<Record<string, Applied>>;

  async function apply(name: string): Promise<[string, Applied]> {
    const stack = withoutSteps(stackOfFile(`examples/${name}.yaml`));
    const environment = { ...emulator.environment, ...variables };
    const workspace = new Workspace(path.join(folder, name), stack, environment);
    await workspace.init();
    await workspace.apply();
    return [name, { stack, workspace, resources: await workspace.resources() }];
  }

  beforeAll(async () => {
    emulator = await startEmulator(folder);
    applied = Object.fromEntries(await Promise.all(examples.map(apply)));
  });
  afterAll(() => emulator?.stop());

  const ofType = (name: string, type: string) =>
    applied[name]!.resources.filter(({ address }) => address.startsWith(`${type}.`)).map(({ values }) => values);

  test.each(examples)("%s: is created completely, and a second plan is empty", async (name) => {
    const { stack, workspace, resources } = applied[name]!;
    expect(resources.filter(({ address }) => !address.startsWith("data."))).toHaveLength(resourceCount(stack));
    const { code, stdout } = await workspace.plan();
    expect(stdout).toContain("No changes. Your infrastructure matches the configuration.");
    expect(code).toBe(planned.nothing);
  });

  test.each(examples)("%s: the load balancer has a subnet in each zone with nodes", (name) => {
    const subnets = ofType(name, "aws_subnet");
    const zoneOf = (id: unknown) => subnets.find((subnet) => subnet.id === id)!.availability_zone;
    const [balancer] = ofType(name, "aws_lb") as [{ subnets: string[] }];
    const zones = balancer.subnets.map(zoneOf).sort();
    const ofNodes = ofType(name, "aws_instance").map(({ subnet_id }) => zoneOf(subnet_id));
    expect(zones).toEqual([...new Set(ofNodes)].sort());
    expect(zones.length).toBeGreaterThan(name === "three-zones" ? 2 : 0);
  });

  test("private nodes have no public address, and use the NAT gateway of their zone", () => {
    const nodes = ofType("private-nodes", "aws_instance");
    expect(nodes.map(({ public_ip }) => public_ip)).toEqual(nodes.map(() => ""));
    const subnets = new Set(nodes.map(({ subnet_id }) => subnet_id));
    expect(ofType("private-nodes", "aws_nat_gateway")).toHaveLength(subnets.size);
  });

  test("terraform destroy removes both", async () => {
    await Promise.all(
      examples.map(async (name) => {
        await applied[name]!.workspace.destroy();
        expect(await applied[name]!.workspace.resources()).toEqual([]);
      }),
    );
  });
});
