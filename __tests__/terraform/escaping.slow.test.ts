import { writeFileSync } from "node:fs";
import path from "node:path";
import { describeUnlessMissing, missingForTerraform } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { stackOf } from "../../tools/fixtures/synthesized";
import { Workspace } from "../../tools/fixtures/terraform";

/** Text of which Terraform would make something else, were it not escaped. */
const text = 'R&D ${file("secret")} %{ if true }yes%{ endif } $${x} %%{y} "quoted" \\ back\nline\ttab';

describeUnlessMissing(missingForTerraform(), "Terraform reads texts of the cluster file as they stand there", () => {
  const folder = scratchFolder();

  test("in resource arguments and in the path of a private key", async () => {
    // A path with `${` is refused: it is meant for a variable.
    const keyFile = path.join(folder, 'my %{ if true }"key"%{ endif } \\ one\ntwo');
    writeFileSync(keyFile, "the key");
    const cluster = {
      masters: { count: 1 },
      workers: { count: 1 },
      ssh: { keyPair: { name: text, privateKeyFile: keyFile } },
      certificates: { subject: { locality: text } },
    };
    const { resource } = stackOf(JSON.stringify(cluster));
    const output = {
      locality: { value: resource.tls_self_signed_cert!["pki_kubernetes-ca_certificate"]!.subject[0].locality },
      keyName: { value: resource.aws_instance!["worker-0"]!.key_name },
      privateKey: { value: resource.null_resource!["worker-0_join"]!.connection.private_key },
    };
    const workspace = new Workspace(path.join(folder, "stack"), { output });
    await workspace.apply();
    expect(await workspace.outputs()).toEqual({ locality: text, keyName: text, privateKey: "the key" });
  });
});
