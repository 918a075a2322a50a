import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { resources } from "../lib/contract/addresses";
import { attempt, interact, run } from "./host/shell";
import { cacheFolder, emulatorEndpoint, files, labFolder, namespaces } from "./settings";

/** The environment with which Terraform uses the emulator instead of AWS. */
export const terraformEnvironment = {
  AWS_ENDPOINT_URL: emulatorEndpoint,
  AWS_ACCESS_KEY_ID: "lab",
  AWS_SECRET_ACCESS_KEY: "lab",
  AWS_EC2_METADATA_DISABLED: "true",
  CHECKPOINT_DISABLE: "1",
  TF_IN_AUTOMATION: "1",
  TF_PLUGIN_CACHE_DIR: path.join(cacheFolder, "terraform-plugins"),
};

const lockFile = ".terraform.lock.hcl";

/**
 * Places a synthesized stack, unchanged, where the lab runs Terraform. Returns whether it differs from the one before.
 */
export async function placeStack(json: string): Promise<boolean> {
  const file = path.join(files.stack, "cdk.tf.json");
  await mkdir(files.stack, { recursive: true });
  const before = existsSync(file) ? await readFile(file, "utf8") : undefined;
  if (before !== json) await writeFile(file, json);
  return before !== json;
}

const init = ["terraform", "init", "-input=false", "-no-color"];

/**
 * Initializes the stack as the operator. The operator can reach a state in the emulated account, but not the provider
 * registry. So missing providers are first downloaded outside the lab's namespaces.
 */
export async function initialize(json: string): Promise<void> {
  await mkdir(terraformEnvironment.TF_PLUGIN_CACHE_DIR, { recursive: true });
  const options = { cwd: files.stack, env: terraformEnvironment };
  if ((await attempt(asOperator(init), options)).code === 0) return;
  await fetchProviders(json);
  await run(asOperator(init), options);
}

/** Downloads the stack's providers into the cache, and writes the lock file next to the stack. */
async function fetchProviders(json: string): Promise<void> {
  const { terraform } = JSON.parse(json) as { terraform?: { required_providers?: object } };
  const folder = path.join(labFolder, "providers");
  await mkdir(folder, { recursive: true });
  const wanted = { terraform: { required_providers: terraform?.required_providers ?? {} } };
  await writeFile(path.join(folder, "providers.tf.json"), JSON.stringify(wanted));
  await run(init, { cwd: folder, env: terraformEnvironment });
  await copyFile(path.join(folder, lockFile), path.join(files.stack, lockFile));
}

/** Command line that runs a program as the operator: outside the VPC, with the operator's resolver. */
export function asOperator(command: readonly string[]): string[] {
  return ["ip", "netns", "exec", namespaces.operator, ...command];
}

/** Runs Terraform as the operator, on the user's terminal. Returns its exit code. */
export function terraform(args: readonly string[]): Promise<number> {
  return interact(asOperator(["terraform", ...args]), { cwd: files.stack, env: terraformEnvironment });
}

/** The SSH key that the stack generated, also if an apply did not complete; undefined if it generated none. */
export async function generatedSshKey(): Promise<string | undefined> {
  const command = asOperator(["terraform", "state", "pull"]);
  const state = await attempt(command, { cwd: files.stack, env: terraformEnvironment });
  return state.code === 0 ? findSshKey(state.stdout) : undefined;
}

interface State {
  readonly resources?: readonly {
    type: string;
    name: string;
    instances: readonly { attributes: Record<string, string | undefined> }[];
  }[];
}

/** Finds in a state the private half of the nodes' key: `tls_private_key.ssh`. */
export function findSshKey(json: string): string | undefined {
  const { resources: found = [] } = JSON.parse(json || "{}") as State;
  const key = found.find((one) => resources.sshKey.parse(one));
  return key?.instances[0]?.attributes.private_key_openssh;
}
