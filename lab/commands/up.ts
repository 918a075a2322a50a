import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Given } from "../../lib/command-line";
import { type ClusterConfig, clusterFile, readClusterConfig } from "../../lib/config";
import { installEmulator } from "../aws/emulator";
import { ApplyEvents } from "../apply-events";
import { loadCheckImage } from "../cluster/check-image";
import { layPremises, startBastion } from "../cluster/premises";
import { synthesize } from "../cluster/synthesize";
import { LabError } from "../errors";
import { layFoundation, startSupervisor } from "../foundation";
import { buildHostImage } from "../image/build";
import { lastReady } from "./ready";
import { Progress } from "../progress";
import { fillMirror } from "../mirror/fill";
import { files, projectRoot } from "../settings";
import { readStatus } from "../status";
import { initialize, placeStack } from "../terraform";
import { applyStack } from "../terraform-apply";
import { Timings } from "../timings";

/** The options of `up`. */
export const upOptions = {
  cluster: { type: "string", value: "FILE", says: "the cluster file; default: CLUSTER_FILE, else the project's own" },
  stack: { type: "string", value: "FOLDER", says: "a synthesized stack to deploy, instead of synthesizing one" },
} as const;

type UpOptions = Given<typeof upOptions>["options"];

/** Brings a cluster up in the lab, or the one that is up to what its cluster file now says. */
export async function up(options: UpOptions): Promise<void> {
  const progress = new Progress();
  const timings = new Timings();
  const say = (text: string) => progress.say(text);
  if (await timings.phase("emulator: install", installEmulator)) say("installed the AWS emulator");
  if (await timings.phase("host image: build", buildHostImage)) say("built the image of the hosts");
  await timings.phase("namespaces, emulator: start", () => layFoundation(say));
  const json = await timings.phase("images, synthesis", () => stackJson(options));
  await timings.phase("supervisor: start", () => startSupervisor(regionOf(json)));
  const config = options.stack ? undefined : readClusterConfig(files.clusterFile).config;
  await prepareStack(json, config, progress, timings);
  if (config) startBastion(config);
  await timings.phase("terraform apply", () => apply(progress, timings));
  const loaded = await timings.phase("image of checks: load", loadCheckImage);
  if (loaded > 0) say(`loaded the image of the checks into ${loaded} hosts`);
  console.log(`\n${timings.finish()}`);
}

/**
 * Puts a stack where the lab runs Terraform, with all that applying it takes for granted.
 * @param config of the cluster file that it was synthesized from; left out, there is none.
 */
export async function prepareStack(
  json: string,
  config: ClusterConfig | undefined,
  progress: Progress,
  timings: Timings,
): Promise<void> {
  await timings.phase("mirror: fill", () => fillMirror(json, (text) => progress.say(text)));
  if (config) await timings.phase("premises", () => layPremises(config));
  await placeStack(json);
  await timings.phase("terraform init", () => initialize(json));
}

async function stackJson({ stack, cluster }: UpOptions): Promise<string> {
  if (stack) return readFile(path.join(stack, "cdk.tf.json"), "utf8");
  const userFolder = process.env.INIT_CWD ?? process.cwd(); // npm runs scripts in the project's folder
  return synthesize(cluster ? path.resolve(userFolder, cluster) : clusterFile(projectRoot));
}

/** The region that a stack's AWS provider names. */
export function regionOf(json: string): string {
  const stack = JSON.parse(json) as { provider?: { aws?: { region?: string }[] } };
  const region = stack.provider?.aws?.[0]?.region;
  if (!region) throw new LabError("the stack's aws provider names no region; the lab must know it to bring it to life");
  return region;
}

async function apply(progress: Progress, timings: Timings): Promise<void> {
  const events = new ApplyEvents((text) => progress.say(text));
  try {
    await applyStack("apply", progress, events);
  } finally {
    timings.addApply(events.spans, readStatus());
  }
  timings.addReady(events.spans, readStatus(), await lastReady());
}
