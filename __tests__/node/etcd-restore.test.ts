import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { project } from "../../tools/fixtures/synthesized";

const script = readFileSync(path.join(project, "node", "etcd-restore"), "utf8");

/** What etcdutl 3.7.1 wrote when it restored a snapshot in the lab. */
const said = `2026-11-25T16:44:48Z	info	membership/cluster.go:408	added member	{"cluster-id": "6f38ac7117b1d4e3", "local-member-id": "0", "added-peer-id": "96daa6a7d5d725a6"}`;

test("the script reads the id of a restored cluster from the output of etcdutl", () => {
  const [, reading] = /cluster=\$\((.*)\) \|\|/.exec(script)!;
  const found = execFileSync("bash", ["-euo", "pipefail", "-c", reading!], { env: { ...process.env, restored: said } });
  expect(found.toString().trim()).toBe("6f38ac7117b1d4e3");
});
