import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nodeFiles, roleFiles } from "../../components/derived/bundle";
import { attempt } from "../../lab/host/shell";
import type { Role } from "../../lib/contract/node-name";
import { clusterOf, fakeValues } from "../../tools/fixtures/golden";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { project } from "../../tools/fixtures/synthesized";

describeUnlessMissing([missingProgram("jq")], "node/refuse-fixed-change", () => {
  const folder = scratchFolder();
  const [root, work, bin] = ["root", "work", "bin"].map((it) => path.join(folder, it)) as [string, string, string];
  beforeEach(() => {
    for (const it of [root, work, bin]) {
      rmSync(it, { recursive: true, force: true });
      mkdirSync(it, { recursive: true });
    }
  });

  function layDown(under: string, role: Role, clusterFile: string, recorded = true) {
    const cluster = clusterOf(clusterFile);
    const node = { master: cluster.masters, worker: cluster.workers }[role][0]!;
    for (const file of [...roleFiles(cluster, role, fakeValues), ...nodeFiles(cluster, node, fakeValues)]) {
      if (file.path === "/etc/groundup/node.json" && !recorded) continue;
      mkdirSync(path.dirname(under + file.path), { recursive: true });
      writeFileSync(under + file.path, `${file.lines.join("\n")}\n`);
    }
  }

  /** Updates a node of one cluster file to another. */
  function update(role: Role, from: string, to: string, { architecture = "amd64", recorded = true } = {}) {
    layDown(root, role, from, recorded);
    return pass(role, to, architecture);
  }

  /** Lets a node, as it is, pass to another cluster file. */
  function pass(role: Role, to: string, architecture = "amd64") {
    layDown(`${work}/tree`, role, to);
    writeFileSync(path.join(bin, "dpkg"), `#!/bin/sh\necho ${architecture}\n`);
    chmodSync(path.join(bin, "dpkg"), 0o755);
    const environment = [`PATH=${bin}:${process.env.PATH}`, `NODE_ROOT=${root}`, `WORK=${work}`];
    return attempt(["env", ...environment, path.join(project, "node", "refuse-fixed-change")]);
  }

  const ranges = "network: { serviceCidr: 10.96.0.0/24, podCidr: 10.64.0.0/16, clusterDomain: other.local }";

  test.each<[Role, boolean]>([
    ["master", true],
    ["worker", true],
    ["master", false],
    ["worker", false],
  ])("allows a %s whose fixed keys stay the same (recorded: %s)", async (role, recorded) => {
    expect(await update(role, ranges, ranges, { recorded })).toMatchObject({ code: 0, stderr: "" });
  });

  test("names each key with the value on the node, the value in the cluster file, and what to do", async () => {
    const { code, stderr } = await update("master", "{}", ranges);
    expect(code).toBe(1);
    expect(stderr).toMatch(/nothing was touched/);
    expect(stderr).toContain("network.serviceCidr: 10.32.0.0/24 on this node, 10.96.0.0/24 in the cluster file");
    expect(stderr).toContain("network.podCidr: 172.20.0.0/16 on this node, 10.64.0.0/16 in the cluster file");
    expect(stderr).toContain("network.dnsAddress: 10.32.0.10 on this node, 10.96.0.10 in the cluster file");
    expect(stderr).toContain("network.clusterDomain: cluster.local on this node, other.local in the cluster file");
    expect(stderr).toMatch(/do {6}set the keys back/);
  });

  test("refuses if it cannot read the node's record", async () => {
    layDown(root, "master", "{}");
    writeFileSync(path.join(root, "etc/groundup/node.json"), "{ broken");
    const { code, stdout } = await pass("master", "{}");
    expect({ passed: code === 0, stdout }).toEqual({ passed: false, stdout: "" });
  });

  test.each<[Role, string[]]>([
    ["master", ["network.serviceCidr", "network.podCidr"]],
    ["worker", ["network.podCidr", "network.dnsAddress", "network.clusterDomain"]],
  ])("recognises by its files a %s that the first release built", async (role, keys) => {
    const { code, stderr } = await update(role, "{}", ranges, { recorded: false });
    expect(code).toBe(1);
    for (const key of keys) expect(stderr).toContain(`found   ${key}: `);
  });

  test("refuses programs of another architecture, on a fresh node too", async () => {
    const { code, stderr } = await update("worker", "{}", "architecture: arm64", { recorded: false });
    expect(code).toBe(1);
    expect(stderr).toContain("architecture: amd64 on this node, arm64 in the cluster file");
  });
});
