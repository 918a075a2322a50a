import path from "node:path";
import { readClusterFile } from "../../components/derived/cluster-file";
import { planCluster } from "../../lib/cluster";
import { type IssuedPki, testIssuedPki } from "../support/issued-pki";
import { describeUnlessMissing, missingForTerraform, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { pkiOnly, standInName } from "../../tools/fixtures/stack-parts";
import { project, stackOfFile } from "../../tools/fixtures/synthesized";
import { Workspace } from "../../tools/fixtures/terraform";

const file = "examples/one-master-two-workers.yaml";

describeUnlessMissing(
  [...missingForTerraform(), missingProgram("openssl")],
  "With RSA keys and the guide's subject",
  () => {
    const folder = scratchFolder();
    let pki: IssuedPki;

    beforeAll(async () => {
      const workspace = new Workspace(path.join(folder, "pki"), pkiOnly(stackOfFile(file)));
      await workspace.init();
      await workspace.apply();
      pki = { resources: await workspace.resources(), loadBalancerName: standInName };
    });

    testIssuedPki(planCluster(readClusterFile(path.join(project, file)).config), folder, "RSA 2048", () => pki);
  },
);
