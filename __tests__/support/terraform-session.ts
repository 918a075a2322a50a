import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../../tools/fixtures/emulator";
import { cachedProviders, pluginCache } from "../../tools/fixtures/terraform";

/** Runs the command that follows while no other Terraform fills the cache of providers. */
export const withCacheLocked = ["flock", path.join(pluginCache, ".lock")] as const;

/** An emulated AWS, and the environment of a person's commands against it. */
export interface TerraformSession {
  readonly emulator: Emulator;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Starts an emulated AWS. Variables that npm or this shell sets for groundup are not in the environment. */
export async function startTerraformSession(folder: string): Promise<TerraformSession> {
  const emulator = await startEmulator(folder);
  mkdirSync(pluginCache, { recursive: true });
  const unset = { INIT_CWD: undefined, CLUSTER_FILE: undefined, CDKTF_OUTDIR: undefined };
  return { emulator, environment: { ...emulator.environment, ...cachedProviders, CHECKPOINT_DISABLE: "1", ...unset } };
}
