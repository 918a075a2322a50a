import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../errors";
import { releaseOf } from "../../lib/versions";
import { attempt, run } from "../host/shell";
import { ownMirror } from "../mirror/server";
import type { ImageArchive } from "./derive";

/** Host in the archives' URLs. It exists only in the mirror. */
const archiveHost = "images.groundup-lab.internal";

/** Images that every cluster of a Kubernetes version needs. */
export function clusterImages(kubernetesVersion: string): string[] {
  const release = releaseOf(kubernetesVersion);
  return [
    `registry.k8s.io/pause:${release.pause}`,
    `registry.k8s.io/coredns/coredns:${release.coredns}`,
    `docker.io/cloudnativelabs/kube-router:${release.kubeRouter}`,
    `registry.k8s.io/metrics-server/metrics-server:${release.metricsServer}`,
    `registry.k8s.io/provider-aws/cloud-controller-manager:${release.cloudController}`,
  ];
}

/**
 * Saves an image as an archive in the mirror. Pulls the image first if podman does not have it.
 * @param names more names under which the archive has the image.
 */
export async function archiveImage(image: string, ...names: readonly string[]): Promise<ImageArchive> {
  if ((await attempt(["podman", "image", "exists", image])).code !== 0) await pull(image);
  const id = (await run(["podman", "image", "inspect", "--format", "{{.Id}}", image])).trim();
  const name = `${image.replaceAll(/[/:]/g, "_")}_${id.slice(0, 12)}.tar`;
  const file = path.join(ownMirror, archiveHost, name);
  const digestFile = `${file}.sha256`;
  if (!existsSync(digestFile)) {
    await mkdir(path.dirname(file), { recursive: true });
    await run(["podman", "save", "--quiet", "--format", "docker-archive", "--output", `${file}.new`, image, ...names]);
    await rename(`${file}.new`, file);
    await writeFile(digestFile, await sha256(file));
  }
  return { url: `https://${archiveHost}/${name}`, sha256: await readFile(digestFile, "utf8") };
}

/** Path of an archive in the mirror. */
export function archiveFile({ url }: ImageArchive): string {
  return path.join(ownMirror, url.replace("https://", ""));
}

async function pull(image: string): Promise<void> {
  const result = await attempt(["podman", "pull", "--quiet", image]);
  if (result.code !== 0) throw new LabError(`podman cannot get the image ${image}: ${result.stderr.trim()}`);
}

function sha256(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const digest = createHash("sha256");
    createReadStream(file)
      .on("data", (chunk) => digest.update(chunk))
      .on("error", reject)
      .on("end", () => resolve(digest.digest("hex")));
  });
}
