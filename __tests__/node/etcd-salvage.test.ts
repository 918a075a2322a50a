import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { project } from "../../tools/fixtures/synthesized";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

const folder = scratchFolder();

/** The command with which etcd-snapshot removes what an earlier run has left. */
const [cleaning] = /^rm -rf "\$folder".*$/m.exec(readFileSync(path.join(project, "node/etcd-snapshot"), "utf8"))!;

/** Places a program that runs a script. */
function standIn(name: string, ...lines: readonly string[]): void {
  const file = path.join(folder, "bin", name);
  writeFileSync(file, ["#!/bin/bash", "set -eu", ...lines, ""].join("\n"));
  chmodSync(file, 0o755);
}

test("etcd-salvage keeps its snapshot if the timer's etcd-snapshot runs at the same time", () => {
  const snapshots = path.join(folder, "snapshots");
  const db = path.join(folder, "db");
  mkdirSync(path.join(folder, "bin"));
  writeFileSync(db, "the data");
  standIn("systemctl");
  standIn("etcdutl", `folder=${snapshots}`, cleaning);
  const script = scriptCopy("etcd-salvage", folder, {
    "/var/lib/etcd/member/snap/db": db,
    "/var/lib/groundup/etcd-snapshots": snapshots,
  });
  const env = { ...process.env, PATH: `${path.join(folder, "bin")}:${process.env.PATH}` };
  const snapshot = execFileSync(script, { env }).toString().trim();
  const digest = createHash("sha256").update("the data").digest();
  expect(readFileSync(snapshot)).toEqual(Buffer.concat([Buffer.from("the data"), digest]));
  expect(readdirSync(snapshots)).toEqual([path.basename(snapshot)]);
});
