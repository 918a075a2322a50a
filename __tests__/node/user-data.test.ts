import { writeFileSync } from "node:fs";
import path from "node:path";
import { userDataOf } from "../../components/derived/user-data";
import { attempt } from "../../lab/host/shell";
import type { ClusterNode } from "../../lib/address-plan";
import { clusterOf } from "../../tools/fixtures/golden";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";

describeUnlessMissing([missingProgram("cloud-init")], "cloud-init", () => {
  const folder = scratchFolder();
  const cluster = clusterOf();
  const nodes = [cluster.masters[0]!, cluster.workers[0]!];
  const userData = (node: ClusterNode) => userDataOf(cluster, node.role)(node);
  const schema = (text: string) => {
    const file = path.join(folder, "user-data.yaml");
    writeFileSync(file, text);
    return attempt(["cloud-init", "schema", "--config-file", file]);
  };

  test.each(nodes)("cloud-init accepts the user data of $name", async (node) => {
    expect(await schema(userData(node))).toMatchObject({ code: 0 });
  });

  test("cloud-init refuses unknown keys", async () => {
    const text = userData(nodes[0]!).replace(/^bootcmd:/m, "bootcmd: {}\nboot_cmd:");
    expect(await schema(text)).toMatchObject({ code: 1 });
  });
});
