import { existsSync } from "node:fs";
import path from "node:path";
import { run } from "../../../lab/host/shell";
import { releaseUrl } from "../../../lib/artifacts";
import { UserError } from "../../../lib/user-error";
import { defaultKubernetesVersion, releaseOf } from "../../../lib/versions";

/**
 * Unpacks the release of etcd for the newest Kubernetes.
 * @returns its folder
 * @throws UserError if no mirror has it
 */
export async function unpackEtcd(folder: string): Promise<string> {
  const mirror = process.env.ARTIFACT_MIRROR;
  const version = releaseOf(defaultKubernetesVersion).etcd;
  const archive = path.join(mirror ?? "", releaseUrl.etcd(version, "amd64").replace("https://", ""));
  if (!mirror || !existsSync(archive))
    throw new UserError(`the drill needs etcd ${version}: set ARTIFACT_MIRROR to a folder with ${archive}`);
  await run(["tar", "-xzf", archive, "-C", folder, "--strip-components=1"]);
  return folder;
}
