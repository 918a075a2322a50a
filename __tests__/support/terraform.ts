import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt, type Result, run } from "../../lab/host/shell";
import { projectRoot } from "../../lab/settings";
import type { Stack } from "./synthesized";

/** Variables that a cluster file may leave to whoever runs Terraform. */
export const variables = {
  TF_VAR_operator_cidrs: '["203.0.113.7/32"]',
  TF_VAR_encryption_key: Buffer.alloc(32, "k").toString("base64"),
};

/** The provider that the emulator is proven with, where a registry would offer a newer one. */
const pinned = { terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.100.0" } } } };

/** Holds Terraform to the proven provider in a folder that has a whole cluster's stack. */
export function pinProvider(folder: string): void {
  writeFileSync(path.join(folder, "pinned_override.tf.json"), JSON.stringify(pinned));
}

/** Downloads that outlive a test; Terraform wants it to be filled by one process at a time. */
export const pluginCache = path.join(projectRoot, ".cache", "terraform-plugins");

/**
 * Has `terraform init` take providers from the cache. Without the second variable a folder that has no lock file installs
 * them in the cache again, and a Terraform that another test runs meanwhile does not find them
 * (https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache).
 */
export const cachedProviders = {
  TF_PLUGIN_CACHE_DIR: pluginCache,
  TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1",
};

/** Output of `terraform plan -detailed-exitcode`. */
export const planned = { nothing: 0, failed: 1, changes: 2 } as const;

/** Terraform in a folder of its own, with a stack as its configuration. */
export class Workspace {
  private readonly environment: Readonly<Record<string, string>>;

  /** @param environment in which Terraform runs; by default nothing reaches AWS. */
  constructor(
    readonly folder: string,
    stack: Partial<Stack>,
    environment: Readonly<Record<string, string>> = {},
  ) {
    mkdirSync(folder, { recursive: true });
    mkdirSync(pluginCache, { recursive: true });
    writeFileSync(path.join(folder, "cdk.tf.json"), JSON.stringify(stack, undefined, 2));
    if (stack.resource?.aws_vpc) pinProvider(folder);
    this.environment = { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", ...environment };
  }

  /** Runs Terraform and reports what it did, success or not. */
  attempt(...args: string[]): Promise<Result> {
    return attempt(["terraform", ...args], { cwd: this.folder, env: this.environment });
  }

  /**
   * Runs Terraform and returns what it printed.
   * @throws LabError with what it said when it fails.
   */
  run(...args: string[]): Promise<string> {
    return run(["terraform", ...args], { cwd: this.folder, env: this.environment });
  }

  /** Makes the providers available. */
  async init(...args: string[]): Promise<void> {
    const env = { ...this.environment, ...cachedProviders };
    const command = ["terraform", "init", "-no-color", "-input=false", ...args];
    await run(["flock", path.join(pluginCache, ".lock"), ...command], { cwd: this.folder, env });
  }

  /** Applies everything. */
  apply(): Promise<string> {
    return this.run("apply", "-no-color", "-input=false", "-auto-approve");
  }

  /** Destroys everything. */
  destroy(): Promise<string> {
    return this.run("destroy", "-no-color", "-input=false", "-auto-approve");
  }

  /** Plans, and reports by exit code whether anything would change. */
  plan(): Promise<Result> {
    return this.attempt("plan", "-no-color", "-input=false", "-detailed-exitcode");
  }

  /** Everything in the state. */
  async resources(): Promise<readonly AppliedResource[]> {
    const state = JSON.parse(await this.run("show", "-json")) as {
      values?: { root_module: { resources?: AppliedResource[] } };
    };
    return state.values?.root_module.resources ?? [];
  }

  /** Every output's value, sensitive ones as well. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const outputs = JSON.parse(await this.run("output", "-json")) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }
}

/** A resource as it is in the state. */
export interface AppliedResource {
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
}
