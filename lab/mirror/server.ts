import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { partRuns } from "../host/processes";
import { startPart } from "../host/shell";
import { cacheFolder, files, namespaces } from "../settings";
import { renderNginx } from "./nginx";

const part = "mirror";

/** Folder with released files: the one that `ARTIFACT_MIRROR` names, or the lab's own, which it fills. */
export function releasedFolder(): string {
  return process.env.ARTIFACT_MIRROR ?? path.join(cacheFolder, "mirror");
}

/** Serves the mirror on the internet's side of the gateway. */
export async function startMirror(): Promise<void> {
  if (partRuns(part)) return;
  const work = path.join(files.run, "mirror");
  await mkdir(work, { recursive: true });
  await mkdir(files.mirror, { recursive: true });
  if (!existsSync(releasedFolder())) await mkdir(releasedFolder(), { recursive: true });
  const config = path.join(work, "nginx.conf");
  await writeFile(config, renderNginx({ own: files.mirror, released: releasedFolder(), work }));
  startPart(part, ["nginx", "-c", config, "-e", "stderr"], { namespace: namespaces.internet });
}
