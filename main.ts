import { App, TerraformStack, LocalBackend } from "cdktf";
const app = new App();
const s = new TerraformStack(app, "x");
new LocalBackend(s, { path: "terraform.x.tfstate" });
app.synth();
