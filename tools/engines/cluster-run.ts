import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run, type RunOptions } from "../../lab/host/shell";
import { cacheFolder, projectRoot } from "../../lab/settings";
import { enginesFolder, terraformFolder } from "./build";
import type { Engine } from "./engine";

const clusterFile = "examples/one-master-two-workers.yaml";

/** The test of Terraform and OpenTofu, as the table of results describes it. */
export const clusterRun = "one master, two workers in the lab: up, second plan empty, destroy";

/**
 * Runs a cluster in the lab with an engine, and removes the lab.
 * @throws LabError with the output of the first failing command.
 */
export async function runCluster(engine: Engine): Promise<void> {
  const folder = await terraformFolder(engine);
  const mirror = engine.program === "tofu" ? tofuMirror() : {};
  const options = { cwd: projectRoot, env: { ...mirror, PATH: `${folder}:${process.env.PATH}` } };
  try {
    await lab(["up", "--cluster", clusterFile], options);
    await lab(["terraform", "plan", "-detailed-exitcode", "-input=false", "-no-color"], options);
    await lab(["destroy"], options);
  } finally {
    await lab(["down"], options);
  }
}

const lab = (args: readonly string[], options: RunOptions) =>
  run(["npm", "run", "--silent", "lab", "--", ...args], options);

/**
 * The environment in which OpenTofu finds the providers that Terraform cached, if a CLI configuration points Terraform
 * to a mirror: OpenTofu looks under the name of its own registry. Empty if providers come from registries.
 */
function tofuMirror(): Readonly<Record<string, string>> {
  const cached = path.join(cacheFolder, "terraform-plugins", "registry.terraform.io");
  if (!process.env.TF_CLI_CONFIG_FILE || !existsSync(cached)) return {};
  const mirror = path.join(enginesFolder, "tofu-providers");
  // A copy, because OpenTofu does not follow links in a mirror.
  rmSync(mirror, { recursive: true, force: true });
  cpSync(cached, path.join(mirror, "registry.opentofu.org"), { recursive: true });
  const config = path.join(enginesFolder, "tofu.rc");
  writeFileSync(
    config,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  );
  return { TF_CLI_CONFIG_FILE: config };
}
