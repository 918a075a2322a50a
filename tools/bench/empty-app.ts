import { App, LocalBackend, TerraformStack } from "cdktf";

/** The least that any CDKTF app does: what `main.ts` is compared with. */
const app = new App();
new LocalBackend(new TerraformStack(app, "empty"), { path: "terraform.empty.tfstate" });
app.synth();
