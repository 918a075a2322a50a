import type { Cluster } from "../../lib/cluster";
import { layOut } from "./layout";
import { networkPicture } from "./network";
import type { Picture } from "./picture";
import { portsPicture } from "./ports";
import { renderSvg } from "./svg";
import { trustPicture } from "./trust";

/** Every picture of a cluster, by the name of its file. */
export const pictures: Readonly<Record<string, (cluster: Cluster) => Picture>> = {
  network: networkPicture,
  ports: portsPicture,
  trust: trustPicture,
};

/** The pictures of a cluster as SVG, by file name. */
export async function drawnPictures(cluster: Cluster): Promise<Record<string, string>> {
  const drawn = Object.entries(pictures).map(async ([name, of]) => {
    const picture = of(cluster);
    return [`${name}.svg`, renderSvg(picture, await layOut(picture))] as const;
  });
  return Object.fromEntries(await Promise.all(drawn));
}
