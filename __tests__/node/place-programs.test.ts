import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

const folder = scratchFolder();

test("a step removes the files that killed installations unpacked, and nothing else in the cache", async () => {
  const cache = path.join(folder, "cache");
  mkdirSync(path.join(cache, "unpack.AbCdEf/bin"), { recursive: true });
  for (const name of ["unpack.AbCdEf/bin/containerd", "unpack.AbCdEf.files", "other.part"])
    writeFileSync(path.join(cache, name), "");
  for (const name of ["artifacts", "changed"]) writeFileSync(path.join(folder, name), "");
  const script = scriptCopy("common.sh", folder, { "/var/cache/groundup": cache });
  const command = ["bash", "-c", `source ${script}; place_programs`];
  expect(await attempt(command, { env: { WORK: folder, STATE: folder, SCRIPTS: folder } })).toMatchObject({ code: 0 });
  expect(readdirSync(cache)).toEqual(["other.part"]);
});
