import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { attempt, run } from "../host/shell";
import { availableBase, bases } from "./base";

const folder = __dirname;

/** Label of the hosts' image that names its base (OCI image specification, annotations). */
const baseLabel = "org.opencontainers.image.base.name";

/** Name of the hosts' image. Its tag is a digest of its sources. */
export function hostImage(): string {
  const digest = createHash("sha256");
  for (const name of readdirSync(folder)
    .filter((it) => !it.endsWith(".ts"))
    .sort()) {
    digest.update(`${name}\0`).update(readFileSync(path.join(folder, name)));
  }
  return `localhost/groundup-lab-host:${digest.digest("hex").slice(0, 12)}`;
}

/** Builds the hosts' image unless it exists. Returns whether it had to. */
export async function buildHostImage(): Promise<boolean> {
  const image = hostImage();
  if ((await attempt(["podman", "image", "exists", image])).code === 0) return false;
  const { image: base } = await availableBase();
  await run(["podman", "build", "--network=host", "--build-arg", `BASE=${base}`, "--tag", image, folder]);
  return true;
}

/** The operating system of hosts in containers; undefined if their image was not built. */
export async function hostSystem(): Promise<string | undefined> {
  const asked = await attempt([
    "podman",
    "image",
    "inspect",
    "--format",
    `{{index .Labels "${baseLabel}"}}`,
    hostImage(),
  ]);
  return bases.find(({ image }) => image === asked.stdout.trim())?.system;
}
