import path from "node:path";
import { describeUnlessMissing, missingForTerraform } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { type Stack, stackOf } from "../../tools/fixtures/synthesized";
import { planned, Workspace } from "../../tools/fixtures/terraform";

/** A stack's record of what its cluster was built with, as if the last step were done. */
function recordOf(clusterFile: string): Partial<Stack> {
  const { depends_on: _, ...built } = stackOf(clusterFile).resource.terraform_data!.built!;
  return { resource: { terraform_data: { built } } };
}

const zone = (name: string, third = 0) => `{ cidr: 172.31.${third}.0/24, zone: us-east-2${name} }`;

// Each plans against the state of the first apply.
describeUnlessMissing(missingForTerraform(), "A cluster that is built", () => {
  const folder = scratchFolder();
  const workspaceOf = (clusterFile: string) => new Workspace(path.join(folder, "built"), recordOf(clusterFile));
  const plan = (clusterFile: string, ...more: string[]) =>
    workspaceOf(clusterFile).attempt("plan", "-no-color", "-input=false", "-detailed-exitcode", ...more);

  beforeAll(async () => {
    const workspace = workspaceOf("name: one");
    await workspace.init();
    await workspace.apply();
  });

  test.each([
    ["name", "name: two", "two", "one"],
    ["region", "{ name: one, region: eu-central-1 }", "eu-central-1", "us-east-2"],
    ["network.vpcCidr", "{ name: one, network: { vpcCidr: 10.1.0.0/16 } }", "10.1.0.0/16", "172.31.0.0/16"],
    [
      "network.subnets[].cidr",
      `{ name: one, network: { subnets: [${zone("a")}, ${zone("b", 1)}] } }`,
      "172.31.0.0/24, 172.31.1.0/24",
      "172.31.0.0/24",
    ],
  ])("refuses another %s, and names the built value and what to do", async (key, clusterFile, found, wanted) => {
    const { code, stderr } = await plan(clusterFile);
    expect(code).toBe(planned.failed);
    expect(stderr).toContain(`${key} is fixed once built; nothing was touched.`);
    expect(stderr).toContain(`  found   ${found} in the cluster file`);
    expect(stderr).toContain(`  wanted  ${wanted}, which the cluster was built with`);
    expect(stderr).toContain(`  do      set ${key} back.`);
  });

  test.each([
    ["the zone is written down that AWS has chosen", `{ name: one, network: { subnets: [${zone("a")}] } }`],
    ["other nodes are wanted", "{ name: one, masters: { count: 1 }, workers: { count: 9 } }"],
  ])("allows that %s", async (_, clusterFile) => {
    expect(await plan(clusterFile)).toMatchObject({ code: planned.nothing });
  });

  test("can be destroyed or replaced on purpose, whatever the cluster file says", async () => {
    expect(await plan("name: two", "-replace=terraform_data.built")).toMatchObject({ code: planned.changes });
    expect(await plan("name: two", "-destroy")).toMatchObject({ code: planned.changes });
  });
});
