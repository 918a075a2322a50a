import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse, stringify } from "yaml";
import { defaultKubernetesVersion } from "../../lib/versions";
import { readConditions } from "../aws/conditions";
import { LabError } from "../errors";
import { attempt } from "../host/shell";
import { hostProvider } from "../instances/providers";
import { files, projectRoot } from "../settings";
import { type Mapping, mergeMappings } from "../../lib/mapping";
import { labKeys, withAbsolutePaths, withLabAws, withLabS3 } from "./derive";
import { archiveImage, clusterImages } from "./images";
import { containerLimits } from "./container-limits";

/**
 * Derives the lab's cluster file from the user's, and synthesizes it as a user does.
 * @param kind of the lab's hosts.
 * @returns the synthesized stack, as Terraform reads it.
 */
export async function synthesize(clusterFile: string, kind = hostProvider().kind): Promise<string> {
  await writeFile(files.clusterFile, stringify(await derive(clusterFile, kind)));
  const env = { CLUSTER_FILE: files.clusterFile, CDKTF_OUTDIR: files.synthesis };
  const result = await attempt([process.execPath, "--import", "tsx", "main.ts"], { cwd: projectRoot, env });
  if (result.code !== 0) throw new LabError(`${clusterFile}: synthesis failed\n${result.stderr.trim()}`);
  return readStack(files.synthesis);
}

/** Reads the single stack of a synthesis. */
async function readStack(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8")) as {
    stacks: Record<string, { synthesizedStackPath: string }>;
  };
  const [stack, ...others] = Object.values(manifest.stacks);
  if (!stack || others.length > 0)
    throw new LabError(`${folder} has ${others.length + (stack ? 1 : 0)} stacks; the lab deploys exactly one`);
  return readFile(path.join(folder, stack.synthesizedStackPath), "utf8");
}

/** The lab's cluster file for a user's cluster file. */
export async function derive(clusterFile: string, kind = hostProvider().kind): Promise<Mapping> {
  if (!existsSync(clusterFile)) throw new LabError(`there is no cluster file ${clusterFile}`);
  const user = ((parse(await readFile(clusterFile, "utf8")) as unknown) ?? {}) as Mapping;
  const version = (user.kubernetes as { version?: string } | undefined)?.version ?? defaultKubernetesVersion;
  const archives = [];
  for (const image of clusterImages(version)) archives.push(await archiveImage(image));
  const lab = labKeys({
    archives,
    limits: kind === "containers" ? containerLimits() : undefined,
    asAws: readConditions()?.asAws ?? false,
    checksums: process.env.ARTIFACT_CHECKSUMS,
  });
  return mergeMappings(withLabAws(withLabS3(withAbsolutePaths(user, path.dirname(path.resolve(clusterFile))))), lab);
}
