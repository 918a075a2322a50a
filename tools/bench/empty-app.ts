import { App, LocalBackend, TerraformStack } from "cdktf";

/** The smallest CDKTF app, with which `main.ts` is compared. */
const app = new App();
new LocalBackend(new TerraformStack(app, "empty"), { path: "terraform.empty.tfstate" });
app.synth();
