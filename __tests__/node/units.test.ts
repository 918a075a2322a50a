import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { componentsOf, nodeFiles, roleFiles } from "../../components/derived/bundle";
import { attempt, run } from "../../lab/host/shell";
import type { ClusterNode } from "../../lib/address-plan";
import type { Cluster } from "../../lib/cluster";
import { kubernetesVersions } from "../../lib/versions";
import { clusterOf, copiesInS3, fakeValues } from "../../tools/fixtures/golden";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";

const units = "/etc/systemd/system";

/** The programs that a node's units run, without systemd's prefixes. */
function programs(cluster: Cluster, node: ClusterNode): string[] {
  return componentsOf(node.role).flatMap((component) => {
    const service = component.service?.(cluster, node);
    if (!service) return [];
    const { ExecStartPre, ExecStartPost, ExecStop } = service.service;
    const others = [ExecStartPre, ExecStartPost, ExecStop]
      .flat()
      .flatMap((command) => (command ? String(command).split(" ")[0]! : []));
    return [service.program, ...others.map((program) => program.replace(/^\+/, ""))];
  });
}

/** A root with a node's files, systemd's own units, and something to execute in place of each program. */
function layDown(root: string, cluster: Cluster, node: ClusterNode): string[] {
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(root + file), { recursive: true });
    writeFileSync(root + file, text);
  };
  cpSync("/lib/systemd/system", `${root}/usr/lib/systemd/system`, { recursive: true, verbatimSymlinks: true });
  for (const program of programs(cluster, node)) {
    write(program, "#!/bin/sh\n");
    chmodSync(root + program, 0o755);
  }
  const files = [...roleFiles(cluster, node.role, fakeValues), ...nodeFiles(cluster, node, fakeValues)];
  for (const file of files) write(file.path, `${file.lines.join("\n")}\n`);
  return files.flatMap((file) => (path.dirname(file.path) === units ? path.basename(file.path) : []));
}

describeUnlessMissing([missingProgram("systemd-analyze"), missingProgram("systemd-sysusers")], "systemd", () => {
  const folder = scratchFolder();
  const clusterFiles = [
    ...kubernetesVersions.map((version) => `kubernetes: { version: ${version} }`),
    copiesInS3,
    "masters: { etcdVolumeGiB: 8 }",
  ];
  const cases = clusterFiles.flatMap((file, index) => {
    const cluster = clusterOf(file);
    return [cluster.masters[0]!, cluster.workers[0]!].map((node) => ({ file, index, cluster, node, name: node.name }));
  });

  test.each(cases)("systemd accepts every unit of $name in $file", async ({ index, cluster, node }) => {
    const root = path.join(folder, `${index}-${node.name}`);
    const names = layDown(root, cluster, node);
    const services = componentsOf(node.role).flatMap((component) => component.service?.(cluster, node) ?? []);
    expect(names).toHaveLength(services.length + services.filter(({ timer }) => timer).length);
    expect(await attempt(["systemd-analyze", "verify", `--root=${root}`, ...names])).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  test.each(cases)("the exposure of every service of $name in $file stays within its limit", async (one) => {
    const root = path.join(folder, `bounds-${one.index}-${one.name}`);
    layDown(root, one.cluster, one.node);
    for (const { service } of componentsOf(one.node.role)) {
      const { name, confinement } = service?.(one.cluster, one.node) ?? {};
      if (!name) continue;
      const { stdout } = await attempt([
        "systemd-analyze",
        "security",
        "--offline=true",
        `${root}${units}/${name}.service`,
      ]);
      const exposure = Number(/Overall exposure level for .*: ([0-9.]+)/.exec(stdout)?.[1]);
      expect([name, exposure <= confinement!.exposure]).toEqual([name, true]);
    }
  });

  test.each([
    ["a setting that does not exist", /^ProtectHome=.*/m, "ProtectHomes=yes", "Unknown key"],
    [
      "a value that does not exist",
      /^ProtectSystem=.*/m,
      "ProtectSystem=stict",
      "Failed to parse protect system value",
    ],
    ["a program that is not there", /^ExecStart=\S+/m, "ExecStart=/usr/local/bin/etdc", "is not executable"],
  ])("systemd refuses %s", async (_, found, written, said) => {
    const { cluster, node } = cases[0]!;
    const root = path.join(folder, said.replaceAll(" ", "-"));
    layDown(root, cluster, node);
    const unit = `${root}${units}/etcd.service`;
    const text = readFileSync(unit, "utf8");
    expect(text).toMatch(found);
    writeFileSync(unit, text.replace(found, written));
    expect((await attempt(["systemd-analyze", "verify", `--root=${root}`, "etcd.service"])).stderr).toContain(said);
  });

  test.each(kubernetesVersions)(
    "creates the users that a master's services run as (Kubernetes %s)",
    async (version) => {
      const cluster = clusterOf(`kubernetes: { version: ${version} }`);
      const node = cluster.masters[0]!;
      const root = path.join(folder, `users-${version}`);
      layDown(root, cluster, node);
      await run(["systemd-sysusers", `--root=${root}`]);
      const made = readFileSync(`${root}/etc/passwd`, "utf8").trim().split("\n");
      const wanted = componentsOf(node.role).flatMap((component) => component.service?.(cluster, node)?.user ?? []);
      expect(made.map((line) => line.split(":")[0]).sort()).toEqual(wanted.sort());
    },
  );
});
