import { run } from "../host/shell";
import type { HostProvider } from "../instances/provider";
import { hostProvider } from "../instances/providers";
import { checkImage } from "../../verify/check-image";
import { archiveFile, archiveImage } from "./images";

const ctr = "ctr --namespace k8s.io images";

/** Asks a host for an image: `none` without containerd, as on masters, else `present` or `missing`. */
const stateOf = (image: string) => `
set -euo pipefail
command -v ctr >/dev/null || { echo none; exit; }
found=$(${ctr} list --quiet name==${image})
if [[ $found == ${image} ]]; then echo present; else echo missing; fi
`;

/**
 * Loads the image of the check pods into every host that runs containers and does not have it. The image is not among
 * the cluster's image archives, because the cluster does not need it and becomes Ready sooner without it.
 * @returns how many hosts needed the image.
 */
export async function loadCheckImage(): Promise<number> {
  return loadImage(checkImage, archiveFile(await archiveImage(checkImage)));
}

/**
 * Loads an image into every host that runs containers and does not have it.
 * @returns how many hosts needed the image.
 * @throws LabError if a host does not answer.
 */
export async function loadImage(image: string, archive: string): Promise<number> {
  const provider = hostProvider();
  const hosts = (await provider.list()).filter((it) => it.running);
  const loaded = await Promise.all(hosts.map(({ instanceId }) => loadInto(provider, instanceId, image, archive)));
  return loaded.filter(Boolean).length;
}

/**
 * Loads an archive into every host that runs containers. Its images replace those with the same names.
 * @throws LabError if a host does not answer.
 */
export async function replaceImage(archive: string): Promise<void> {
  const provider = hostProvider();
  const hosts = (await provider.list()).filter((it) => it.running);
  await Promise.all(
    hosts.map(async ({ instanceId }) => {
      // Any name would do: only `none` matters.
      if ((await askFor(provider, instanceId, checkImage)) !== "none") await importInto(provider, instanceId, archive);
    }),
  );
}

async function loadInto(provider: HostProvider, instanceId: string, image: string, archive: string): Promise<boolean> {
  if ((await askFor(provider, instanceId, image)) !== "missing") return false;
  await importInto(provider, instanceId, archive);
  return true;
}

const askFor = async (provider: HostProvider, instanceId: string, image: string): Promise<string> =>
  (await run(await provider.inside(instanceId, stateOf(image)))).trim();

async function importInto(provider: HostProvider, instanceId: string, archive: string): Promise<void> {
  const load = await provider.inside(instanceId, `${ctr} import --local -`);
  await run(["bash", "-c", 'exec "${@:2}" <"$1"', "load", archive, ...load]);
}
