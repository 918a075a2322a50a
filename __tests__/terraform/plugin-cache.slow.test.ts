import { statSync } from "node:fs";
import path from "node:path";
import { describeUnlessMissing, missingForTerraform } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { pluginCache, Workspace } from "../../tools/fixtures/terraform";

describeUnlessMissing(missingForTerraform(), "The cache of providers", () => {
  const folder = scratchFolder();
  const stack = { terraform: { required_providers: { tls: { source: "hashicorp/tls", version: "4.1.0" } } } };
  const provider = path.join(pluginCache, "registry.terraform.io", "hashicorp", "tls", "4.1.0");
  const init = (name: string) => new Workspace(path.join(folder, name), stack).init();

  test("is not written again while another test may use it", async () => {
    await init("first");
    const before = statSync(provider);
    const names = ["second", "third"];
    await Promise.all(names.map(init));
    expect(statSync(provider)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });
});
