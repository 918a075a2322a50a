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
export const loadImage = (image: string, archive: string): Promise<number> => importWhere(["missing"], image, archive);

/**
 * Loads an image into every host that runs containers, in place of the image that has this name there.
 * @throws LabError if a host does not answer.
 */
export const replaceImage = (image: string, archive: string): Promise<number> =>
  importWhere(["missing", "present"], image, archive);

/** Imports an archive into every running host that has the image in one of these states; returns how many there are. */
async function importWhere(states: readonly string[], image: string, archive: string): Promise<number> {
  const provider = hostProvider();
  const hosts = (await provider.list()).filter((it) => it.running);
  const imported = await Promise.all(
    hosts.map(async ({ instanceId }) => {
      if (!states.includes(await askFor(provider, instanceId, image))) return false;
      await importInto(provider, instanceId, archive);
      return true;
    }),
  );
  return imported.filter(Boolean).length;
}

const askFor = async (provider: HostProvider, instanceId: string, image: string): Promise<string> =>
  (await run(await provider.inside(instanceId, stateOf(image)))).trim();

async function importInto(provider: HostProvider, instanceId: string, archive: string): Promise<void> {
  const load = await provider.inside(instanceId, `${ctr} import --local -`);
  await run(["bash", "-c", 'exec "${@:2}" <"$1"', "load", archive, ...load]);
}
