import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { attempt, run } from "../host/shell";
import { availableBase } from "../image/base";
import { cloudImage, downloadCloudImage } from "./cloud-image";
import { cacheFolder } from "../settings";

const folder = path.join(__dirname, "image");

/** What machines boot from. */
export interface MachineImage {
  /** Raw disk, which each machine copies. */
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** Folder of the image in the cache; its name has a digest of what the image is made from. */
function imageFolder(): string {
  const digest = createHash("sha256");
  for (const name of readdirSync(folder).sort()) {
    digest.update(`${name}\0`).update(readFileSync(path.join(folder, name)));
  }
  return path.join(cacheFolder, `machine-${digest.digest("hex").slice(0, 12)}`);
}

/** The files of the image; `buildMachineImage` makes them. */
export function machineImage(): MachineImage {
  const file = (name: string) => path.join(imageFolder(), name);
  return { disk: file("disk.img"), kernel: file("vmlinuz"), initrd: file("initrd") };
}

/** The operating system of the image; nothing when it has not been built. */
export function machineSystem(): string | undefined {
  const file = path.join(imageFolder(), "system");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/** Builds the image unless it is in the cache. Returns whether it had to. */
export async function buildMachineImage(): Promise<boolean> {
  const built = imageFolder();
  if (existsSync(built)) return false;
  const { base, kernel } = await baseImage();
  const image = `localhost/groundup-lab-${path.basename(built)}`;
  const given = ["--build-arg", `BASE=${base}`, "--build-arg", `KERNEL=${kernel}`];
  await run(["podman", "build", "--network=host", ...given, "--tag", image, folder]);
  const work = `${built}.new`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await run([path.join(folder, "make-disk"), image, work]);
  await attempt(["podman", "rmi", image]);
  await rename(work, built);
  return true;
}

/** What the image is made from, with the package of a kernel for it. */
async function baseImage(): Promise<{ base: string; kernel: string }> {
  if (await downloadCloudImage()) return { base: cloudImage, kernel: "linux-image-virtual" };
  const { image } = await availableBase();
  return { base: image, kernel: image.includes("ubuntu") ? "linux-image-virtual" : "linux-image-cloud-amd64" };
}
