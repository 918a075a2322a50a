import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../../lab/host/shell";
import type { Install } from "../../../lib/contract/node-description";
import { shared } from "./steps";

/** Where a host has its steps' downloads. */
export const downloads = `${shared}/downloads`;

/** Makes an artifact of a program to be installed. */
export type Archive = (install: Install) => Promise<{ source: string; sha256: string }>;

/**
 * Makes artifacts as files on a host: etcd's own programs, and a stand-in for all others.
 * @param folder receives them, in `downloads`
 * @param version makes them differ from those of another version
 */
export function archivesOf(folder: string, program: string, etcd: string, version: string): Archive {
  const mark = Buffer.from(`# version ${version}\n`);
  const contentOf = (name: string) => {
    const real = path.join(etcd, path.basename(name));
    return Buffer.concat([readFileSync(name.startsWith("etcd-") ? real : program), mark]);
  };
  return async (install) => {
    const work = mkdtempSync(path.join(folder, "archive-"));
    const lay = (name: string) => {
      mkdirSync(path.dirname(path.join(work, name)), { recursive: true });
      writeFileSync(path.join(work, name), contentOf(name), { mode: 0o755 });
    };
    const archive = `${work}.tar`;
    if ("program" in install) {
      lay("program");
      cpSync(path.join(work, "program"), archive);
    } else {
      ("members" in install ? Object.keys(install.members) : ["bridge", "host-local", "loopback"]).forEach(lay);
      await run(["tar", "-I", "gzip -1", "-cf", archive, "-C", work, ...readdirSync(work)]);
    }
    const content = readFileSync(archive);
    const sha256 = createHash("sha256").update(content).digest("hex");
    writeFileSync(path.join(folder, "downloads", sha256), content);
    return { source: `file://${downloads}/${sha256}`, sha256 };
  };
}
