import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { partRuns, startPart } from "../host/parts";
import { cacheFolder, files, namespaces } from "../settings";
import { renderNginx } from "./nginx";

const part = "mirror";

/** Files that the lab itself adds to the mirror; they survive the lab. */
export const ownMirror = path.join(cacheFolder, "mirror");

/** Folder with released files: the one that `ARTIFACT_MIRROR` names, which may be read-only, or the lab's own. */
export function releasedFolder(): string {
  return process.env.ARTIFACT_MIRROR ?? ownMirror;
}

/** Starts the mirror, and the server that stands in for S3, on the internet's side of the gateway. */
export async function startMirror(): Promise<void> {
  if (partRuns(part)) return;
  const work = path.join(files.run, "mirror");
  await mkdir(work, { recursive: true });
  for (const folder of [ownMirror, files.buckets]) await mkdir(folder, { recursive: true });
  const config = path.join(work, "nginx.conf");
  const folders = { own: ownMirror, released: releasedFolder(), buckets: files.buckets, work };
  await writeFile(config, renderNginx(folders));
  startPart(part, ["nginx", "-c", config, "-e", "stderr"], { namespace: namespaces.internet });
}
