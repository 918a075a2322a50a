import path from "node:path";
import { describeUnlessMissing, missingForTerraform } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { standIn, standInGraph } from "../support/stand-in-graph";
import { stackOf } from "../../tools/fixtures/synthesized";
import { Workspace } from "../../tools/fixtures/terraform";

interface PlanJson {
  readonly resource_changes: readonly { readonly address: string; readonly change: { readonly actions: string[] } }[];
}

describeUnlessMissing(missingForTerraform(), "terraform destroy -target", () => {
  const folder = scratchFolder();
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = new Workspace(path.join(folder, "graph"), standInGraph(stackOf()));
    await workspace.init();
    await workspace.apply();
  });

  /** What goes, under the addresses of a cluster's stack. */
  async function destroyed(node: string): Promise<string[]> {
    const target = `-target=${standIn(`aws_instance.${node}`)}`;
    await workspace.run("plan", "-destroy", target, "-out=plan", "-no-color", "-input=false");
    const { resource_changes: changes } = JSON.parse(await workspace.run("show", "-json", "plan")) as PlanJson;
    return changes
      .filter(({ change }) => change.actions.includes("delete"))
      .map(({ address }) => address.replace("terraform_data.", "").replace("--", "."));
  }
  const instances = (addresses: readonly string[]) => addresses.filter((one) => one.startsWith("aws_instance."));
  const leaves = (addresses: readonly string[]) => addresses.filter((one) => /_leave|cluster_end/.test(one)).sort();
  const ofWorkers = [0, 1, 2].map((index) => `terraform_data.worker_leave["worker-${index}"]`);
  const ofMasters = [1, 2].map((index) => `terraform_data.master_leave["master-${index}"]`);

  // Terraform keeps dependencies for each block, so no leave can be told apart from the others (decision 0040).
  test("of a worker destroys no other instance, but the leaves of all workers and the end of the cluster", async () => {
    const gone = await destroyed("worker-1");
    expect(instances(gone)).toEqual(["aws_instance.worker-1"]);
    expect(leaves(gone)).toEqual(["terraform_data.cluster_end", ...ofWorkers].sort());
    // Updates go as well, of masters too: they do nothing when they are destroyed. Joins of other nodes stay.
    expect(gone.filter((one) => one.endsWith("_join"))).toEqual(["null_resource.worker-1_join"]);
    expect(gone.filter((one) => /^(tls_|aws_(vpc|subnet|lb|ebs_volume)\b)/.test(one))).toEqual([]);
  });

  test("of a master destroys no other instance, but the leaves of all nodes and the end of the cluster", async () => {
    const gone = await destroyed("master-1");
    expect(instances(gone)).toEqual(["aws_instance.master-1"]);
    const first = 'terraform_data.first_master_leave["master-0"]';
    expect(leaves(gone)).toEqual(["terraform_data.cluster_end", first, ...ofMasters, ...ofWorkers].sort());
  });
});
