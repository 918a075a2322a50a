import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "./errors";
import { attempt, interact, run } from "./host/shell";
import { cacheFolder, emulatorEndpoint, files, namespaces } from "./settings";

/** What Terraform needs to take the emulator for AWS. */
export const terraformEnvironment = {
  AWS_ENDPOINT_URL: emulatorEndpoint,
  AWS_ACCESS_KEY_ID: "lab",
  AWS_SECRET_ACCESS_KEY: "lab",
  AWS_EC2_METADATA_DISABLED: "true",
  CHECKPOINT_DISABLE: "1",
  TF_IN_AUTOMATION: "1",
  TF_PLUGIN_CACHE_DIR: path.join(cacheFolder, "terraform-plugins"),
};

/** Puts a synthesized stack, unchanged, where the lab runs Terraform, and says whether it is another than before. */
export async function placeStack(json: string): Promise<boolean> {
  const file = path.join(files.stack, "cdk.tf.json");
  await mkdir(files.stack, { recursive: true });
  const before = existsSync(file) ? await readFile(file, "utf8") : undefined;
  if (before !== json) await writeFile(file, json);
  return before !== json;
}

/** Fetches the providers, which is the one thing that Terraform does outside of the lab's namespaces. */
export async function initialize(): Promise<void> {
  await mkdir(terraformEnvironment.TF_PLUGIN_CACHE_DIR, { recursive: true });
  await run(["terraform", "init", "-input=false", "-no-color"], { cwd: files.stack, env: terraformEnvironment });
}

/** Command line that runs a program as the operator: outside of the VPC, with the operator's resolver. */
export function asOperator(command: readonly string[]): string[] {
  return ["ip", "netns", "exec", namespaces.operator, ...command];
}

/** Runs Terraform as the operator, on the user's terminal; returns its exit code. */
export function terraform(args: readonly string[]): Promise<number> {
  return interact(asOperator(["terraform", ...args]), { cwd: files.stack, env: terraformEnvironment });
}

/**
 * An output of the applied stack.
 * @throws LabError when the stack has none of that name.
 */
export async function output(name: string): Promise<string> {
  const command = asOperator(["terraform", "output", "-raw", name]);
  const result = await attempt(command, { cwd: files.stack, env: terraformEnvironment });
  if (result.code !== 0) {
    throw new LabError(`the stack has no output ${name} yet: run \`npm run lab -- up\` to its end\n${result.stderr.trim()}`);
  }
  return result.stdout;
}
