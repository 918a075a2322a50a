import { readFileSync } from "node:fs";
import path from "node:path";
import { readClusterFile } from "../../components/derived/cluster-file";
import type { Given } from "../../lib/command-line";
import { type ClusterConfig, clusterFile, userPath } from "../../lib/config";
import { fileTrouble } from "../../lib/user-error";
import { readChecked, renderChecked } from "../aws/checked";
import {
  conditionOptions,
  defaultConditions,
  forCluster,
  readConditions,
  withOptions,
  writeConditions,
} from "../aws/conditions";
import { installEmulator } from "../aws/emulator";
import { ApplyEvents } from "../apply-events";
import { loadCheckImage } from "../cluster/check-image";
import { layPremises, startBastion } from "../cluster/premises";
import { synthesize } from "../cluster/synthesize";
import { LabError } from "../errors";
import { layFoundation, startSupervisor } from "../foundation";
import { filledFolders, spaceWarnings } from "../free-space";
import { prepareHosts } from "../instances/prepare";
import { writeHostChoice } from "../instances/providers";
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
  machines: { type: "boolean", says: "hosts are QEMU machines, with a kernel of their own, instead of containers" },
  ...conditionOptions,
} as const;

type UpOptions = Given<typeof upOptions>["options"];

/** A stack's text, or the cluster file to synthesize. */
type Source = { readonly json: string } | { readonly file: string };

/** Creates a cluster in the lab, or updates the running one to match its cluster file. */
export async function up(options: UpOptions): Promise<void> {
  const source = sourceOf(options);
  const conditions = withOptions(readConditions() ?? defaultConditions(), options);
  const progress = new Progress();
  const timings = new Timings();
  const say = (text: string) => progress.say(text);
  for (const warning of await spaceWarnings(await filledFolders())) say(warning);
  if (await timings.phase("emulator: install", installEmulator)) say("installed the AWS emulator");
  const hosts = await timings.phase("host image: build", () => prepareHosts(options.machines, say));
  await timings.phase("namespaces, emulator: start", () => layFoundation(conditions, say));
  writeHostChoice(hosts);
  say(`the lab's AWS uses seed ${conditions.seed}: \`up --seed ${conditions.seed}\` on a new lab repeats them`);
  const json = await timings.phase("images, synthesis", async () =>
    "json" in source ? source.json : synthesize(source.file, hosts.kind),
  );
  await timings.phase("supervisor: start", () => startSupervisor(regionOf(json)));
  const config = "json" in source ? undefined : readClusterFile(files.clusterFile).config;
  await prepareStack(json, config, progress, timings);
  if (config) startBastion(config);
  await timings.phase("terraform apply", () => apply(progress, timings));
  const loaded = await timings.phase("image of checks: load", loadCheckImage);
  if (loaded > 0) say(`loaded the image of the checks into ${loaded} hosts`);
  console.log(`\n${timings.finish()}\n\n${renderChecked(readChecked())}`);
  console.log("\nnext: npm run lab -- verify, or npm run lab -- kubectl get nodes");
}

/**
 * Places a stack where the lab runs Terraform, with everything that an apply expects.
 * @param config of the cluster file from which the stack was synthesized; undefined if there is none.
 */
export async function prepareStack(
  json: string,
  config: ClusterConfig | undefined,
  progress: Progress,
  timings: Timings,
): Promise<void> {
  if (config) await writeConditions(forCluster(readConditions() ?? defaultConditions(), config));
  await timings.phase("mirror: fill", () => fillMirror(json, (text) => progress.say(text)));
  if (config) await timings.phase("premises", () => layPremises(config));
  await placeStack(json);
  await timings.phase("terraform init", () => initialize(json));
}

/**
 * Where the stack comes from, checked before anything is created.
 * @throws UserError if it cannot be read, or if no cluster can be built from the cluster file
 */
export function sourceOf({ stack, cluster }: UpOptions): Source {
  const file = clusterFile(projectRoot, cluster === undefined ? undefined : userPath(cluster, projectRoot));
  if (stack === undefined) {
    readClusterFile(file);
    return { file };
  }
  const json = path.join(userPath(stack, projectRoot), "cdk.tf.json");
  try {
    return { json: readFileSync(json, "utf8") };
  } catch (error) {
    throw new LabError(`cannot read ${json}: ${fileTrouble(error)}`, { cause: error });
  }
}

/** The region that a stack's AWS provider names. */
export function regionOf(json: string): string {
  const stack = JSON.parse(json) as { provider?: { aws?: { region?: string }[] } };
  const region = stack.provider?.aws?.[0]?.region;
  if (!region) throw new LabError("the stack's aws provider names no region; the lab needs the region");
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
