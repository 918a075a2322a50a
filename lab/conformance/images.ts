import path from "node:path";
import { loadImage } from "../cluster/check-image";
import { archiveFile, archiveImage } from "../cluster/images";
import { LabError } from "../errors";
import { attempt, run } from "../host/shell";
import type { MissingImage } from "./selection";

/** The role of an image in the suite, by the last part of its name. */
interface Part {
  /**
   * The conformance specs that need the image, from Kubernetes 1.37's source. Undefined: most specs need it, so it must
   * exist.
   */
  readonly neededBy?: RegExp;
  /** A Containerfile of `stand-ins/`, for machines that cannot reach the registry. */
  readonly standIn?: string;
}

const sampleServer = /Sample API Server/;

const parts: Readonly<Record<string, Part>> = {
  agnhost: { standIn: "agnhost" },
  busybox: { standIn: "busybox" },
  nginx: { standIn: "nginx" },
  pause: {},
  "glibc-dns-testing": { neededBy: /DNS should/, standIn: "glibc-dns-testing" },
  nautilus: { neededBy: /Update Demo/ },
  kitten: { neededBy: /ImageVolume|Image ?Volume/i },
  "sample-apiserver": { neededBy: sampleServer },
  etcd: { neededBy: sampleServer },
};

/** Marks a stand-in in the image itself, because a stand-in has the name of the original image. */
const standInLabel = "groundup.stand-in";

/** Registries of images that the suite uses because nobody can pull them. */
const unreachable = /^(gcr\.io\/k8s-authenticated-test|invalid\.)/;

/** The images of the whole suite that conformance specs need. */
export function conformanceImages(listed: string): string[] {
  const images = listed.split("\n").map((it) => it.trim());
  return [...new Set(images)].filter((it) => partOf(it) !== undefined && !unreachable.test(it)).sort();
}

/** Where an image came from: podman already had it, the registry, a Containerfile of the lab, or nowhere. */
export type Origin = "there" | "pulled" | "stand-in" | "missing";

/** Which images are available. */
export interface Images {
  readonly standIns: readonly string[];
  readonly missing: readonly MissingImage[];
}

/**
 * Gets the images, and loads them into every node.
 * @throws LabError if an image that most specs need is not available.
 */
export async function provideImages(images: readonly string[], say: (text: string) => void): Promise<Images> {
  const origins = await Promise.all(images.map(async (image) => [image, await provide(image)] as const));
  const sorted = sortImages(origins);
  const had = origins.filter(([, origin]) => origin !== "missing").map(([image]) => image);
  for (const image of had) {
    say(`loading ${image}`);
    await loadImage(image, archiveFile(await archiveImage(image)));
  }
  return sorted;
}

/**
 * Which images are stand-ins, and which are missing.
 * @throws LabError as `provideImages` does.
 */
export function sortImages(origins: readonly (readonly [string, Origin])[]): Images {
  const of = (wanted: Origin) => origins.filter(([, origin]) => origin === wanted).map(([image]) => image);
  const missing = of("missing").map((image) => ({ image, neededBy: partOf(image)?.neededBy }));
  const vital = missing.filter(({ neededBy }) => neededBy === undefined).map(({ image }) => image);
  if (vital.length > 0) throw new LabError(`podman cannot get ${vital.join(", ")}, which most specs need`);
  return { standIns: of("stand-in"), missing: missing as MissingImage[] };
}

/** Builds a stand-in each time, from podman's cache unless its Containerfile has changed. */
async function provide(image: string): Promise<Origin> {
  const label = `{{index .Config.Labels "${standInLabel}"}}`;
  const there = await attempt(["podman", "image", "inspect", "--format", label, image]);
  const isStandIn = there.code === 0 && there.stdout.trim() === "true";
  if (there.code === 0 && !isStandIn) return "there";
  if ((await attempt(["podman", "pull", "--quiet", "--retry", "0", image])).code === 0) return "pulled";
  const standIn = partOf(image)?.standIn;
  if (!standIn) return "missing";
  const file = path.join(__dirname, "stand-ins", `${standIn}.Containerfile`);
  const build = ["podman", "build", "--quiet", "--network=host", "--label", `${standInLabel}=true`, "--tag", image];
  await run([...build, "--file", file, path.dirname(file)]);
  return "stand-in";
}

const partOf = (image: string): Part | undefined => parts[/([^/:]+):[^/:]+$/.exec(image)?.[1] ?? ""];
