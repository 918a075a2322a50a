import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { LabError } from "../errors";
import { attempt, run } from "../host/shell";
import { releasedFolder } from "../mirror/server";

/** Root file system of Ubuntu's cloud image of 24.04. Canonical publishes it next to the disk image. */
const published = "cloud-images.ubuntu.com/noble/current";
const archive = "noble-server-cloudimg-amd64-root.tar.xz";

/** Name of the cloud image's root file system as a container image. */
export const cloudImage = "localhost/groundup-lab-ubuntu-cloud-image:24.04";

/**
 * Gets Ubuntu's cloud image: from the mirror, as `<host>/<path>`, or by download.
 * @returns whether it is available: Canonical's site may be unreachable.
 * @throws LabError if the download differs from what Canonical published.
 */
export async function downloadCloudImage(): Promise<boolean> {
  if ((await attempt(["podman", "image", "exists", cloudImage])).code === 0) return true;
  const work = await mkdtemp(path.join(tmpdir(), "groundup-cloud-image-"));
  try {
    for (const name of ["SHA256SUMS", archive]) if (!(await take(name, work))) return false;
    const sums = await readFile(path.join(work, "SHA256SUMS"), "utf8");
    refuseOther(sums, await readFile(path.join(work, archive)));
    await run(["podman", "import", "--quiet", path.join(work, archive), cloudImage]);
    return true;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Compares the archive with Canonical's list.
 * @param sums lines of `sha256 *name`.
 * @throws LabError if the digests differ, or the list does not contain the archive.
 */
export function refuseOther(sums: string, content: Buffer): void {
  const wanted = sums
    .split("\n")
    .find((line) => line.endsWith(`*${archive}`))
    ?.split(" ")[0];
  const found = createHash("sha256").update(content).digest("hex");
  if (wanted === found) return;
  throw new LabError(
    `${published}/${archive}: its SHA-256 is not the published one\nfound   ${found}\nwanted  ${wanted ?? "a line in SHA256SUMS"}`,
  );
}

async function take(name: string, folder: string): Promise<boolean> {
  const mirrored = path.join(releasedFolder(), published, name);
  const source = existsSync(mirrored) ? `file://${mirrored}` : `https://${published}/${name}`;
  const options = ["-fsSL", "--connect-timeout", "10", "--retry", "2"];
  return (await attempt(["curl", ...options, "-o", path.join(folder, name), source])).code === 0;
}
