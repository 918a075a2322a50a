import { attempt, run } from "../host/shell";
import { containerName, listContainers } from "../instances/container";
import { archiveFile, archiveImage, checkImage } from "./images";

const ctr = ["ctr", "--namespace", "k8s.io", "images"];

/**
 * Loads the image of the pods that checks make into every host that runs containers and does not have it. It is not
 * among the cluster's image archives because a cluster is Ready without it, and sooner.
 * @returns how many hosts it was loaded into.
 */
export async function loadCheckImage(): Promise<number> {
  const archive = archiveFile(await archiveImage(checkImage));
  const hosts = (await listContainers()).filter((it) => it.running).map((it) => containerName(it.instanceId));
  const loaded = await Promise.all(hosts.map((host) => loadInto(host, archive)));
  return loaded.filter(Boolean).length;
}

async function loadInto(host: string, archive: string): Promise<boolean> {
  const listed = await attempt(["podman", "exec", host, ...ctr, "list", "--quiet", `name==${checkImage}`]);
  if (listed.code !== 0 || listed.stdout.trim() === checkImage) return false; // a master has no containerd
  const load = ["podman", "exec", "--interactive", host, ...ctr, "import", "--local", "-"];
  await run(["bash", "-c", `${load.join(" ")} <"$1"`, "load", archive]);
  return true;
}
