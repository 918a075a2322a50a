import path from "node:path";
import { loadImage, replaceImage } from "../cluster/check-image";
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
  nautilus: { neededBy: /Update Demo/, standIn: "nautilus" },
  nonewprivs: { neededBy: /AllowPrivilegeEscalation should not allow privilege escalation when false/ },
  kitten: { neededBy: /ImageVolume|Image ?Volume/i },
  "sample-apiserver": { neededBy: sampleServer },
  etcd: { neededBy: sampleServer },
};

/** Marks a stand-in in the image itself, because a stand-in has the name of the original image. */
const standInLabel = "groundup.stand-in";

/** podman's builder adds this label. Upstream's images are built by other programs. */
const builtHereLabel = "io.buildah.version";

/** Registries of images that the suite uses because nobody can pull them. */
const unreachable = /^(gcr\.io\/k8s-authenticated-test|invalid\.)/;

/** The images of the whole suite that conformance specs need. */
export function conformanceImages(listed: string): string[] {
  const images = listed.split("\n").map((it) => it.trim());
  return [...new Set(images)].filter((it) => partOf(it) !== undefined && !unreachable.test(it)).sort();
}

/** Where an image came from: podman already had it, the registry, a Containerfile of the lab, or nowhere. */
export type Origin = "there" | "pulled" | "stand-in" | "missing";

/** An image of the suite that podman has. */
interface Provided {
  readonly origin: Exclude<Origin, "missing">;
  /** The name under which podman has it. */
  readonly local: string;
}

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
  const provided = await Promise.all(images.map(async (image) => [image, await provide(image)] as const));
  const sorted = sortImages(provided.map(([image, it]) => [image, it?.origin ?? "missing"]));
  for (const [image, it] of provided) {
    if (!it) continue;
    say(`loading ${image}`);
    if (it.local === image) await loadImage(image, archiveFile(await archiveImage(image)));
    else await replaceImage(image, archiveFile(await archiveImage(it.local, image)));
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

/**
 * Gets an image. A stand-in is built each time, from podman's cache unless its Containerfile has changed. If somebody
 * has built an image on this machine under upstream's name, the stand-in adds what that image may lack, and gets a name
 * of its own, because others use that image too.
 * @returns undefined if the image is not available.
 */
async function provide(image: string): Promise<Provided | undefined> {
  const labels = await attempt(["podman", "image", "inspect", "--format", "{{json .Config.Labels}}", image]);
  const builder = labels.code === 0 ? builderOf(labels.stdout) : undefined;
  if (builder === "upstream") return { origin: "there", local: image };
  if ((await attempt(["podman", "pull", "--quiet", "--retry", "0", image])).code === 0)
    return { origin: "pulled", local: image };
  const standIn = partOf(image)?.standIn;
  if (!standIn) return builder ? { origin: "stand-in", local: image } : undefined;
  const local = builder === "somebody" ? `localhost/groundup-conformance/${image.split("/").at(-1)}` : image;
  const file = path.join(__dirname, "stand-ins", `${standIn}.Containerfile`);
  const build = ["podman", "build", "--quiet", "--network=host", "--label", `${standInLabel}=true`, "--tag", local];
  await run([...build, "--file", file, path.dirname(file)]);
  return { origin: "stand-in", local };
}

/** Who built an image, by its labels as JSON: upstream, the lab, or somebody else with podman. */
export function builderOf(labels: string): "upstream" | "lab" | "somebody" {
  const given = (JSON.parse(labels) ?? {}) as Record<string, string>;
  if (given[standInLabel] === "true") return "lab";
  return builtHereLabel in given ? "somebody" : "upstream";
}

const partOf = (image: string): Part | undefined => parts[/([^/:]+):[^/:]+$/.exec(image)?.[1] ?? ""];
