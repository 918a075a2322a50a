import { artifactsOf, componentsOf, downloadsOf } from "../../components/derived/bundle";
import type { ClusterNode } from "../../lib/address-plan";
import type { PinnedArtifact } from "../../lib/artifacts";
import { type Cluster, planCluster } from "../../lib/cluster";
import type { Role } from "../../lib/contract/node-name";
import { paths } from "../../lib/contract/paths";
import { kubernetesVersions } from "../../lib/versions";
import type { Download } from "../site/site";
import type { Area } from "../check";
import { expect, expectNone, Skipped } from "../outcome";
import { expectNoneOn } from "../machines";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";

const roles: readonly Role[] = ["master", "worker"];

/**
 * Prints the recorded digest of each artifact, each file installed from it, and the files that changed or cannot be
 * compared.
 * @param folder of the records
 */
export const programsScript = (folder: string) => `
cd ${folder}
for record in *.files; do
  name=\${record%.files}
  digest=$(cat "$name")
  echo "artifact $name $digest"
  sed "s/^/file $name /" "$record"
  said=$(sha256sum --check --quiet "$record" 2>&1) && continue
  grep ': FAILED' <<<"$said" | sed 's/^/changed /' || echo "changed $record: $said"
done`;

/** Problems with a node's programs, from the output of `programsScript`. */
export function programProblems(text: string, artifacts: readonly PinnedArtifact[]): string[] {
  const lines = text.split("\n").map((line) => line.split(/\s+/));
  const of = (kind: string, name: string) => lines.filter(([first, second]) => first === kind && second === name);
  const changed = lines.flatMap(([kind, file]) => (kind === "changed" ? [file!.replace(/:$/, "")] : []));
  return [
    ...changed.map((file) => `${file} differs from the installed file`),
    ...artifacts.flatMap(({ name, sha256, install }) => {
      const recorded = of("artifact", name)[0]?.[2];
      if (!recorded) return [`${name} is not recorded as installed`];
      const digest = "program" in install ? of("file", name)[0]?.[2] : sha256;
      return [
        ...(recorded === sha256
          ? []
          : [`${name} was installed from sha256:${recorded}, but pinned is sha256:${sha256}`]),
        ...(digest === sha256 ? [] : [`${name} was recorded as sha256:${digest}, pinned is sha256:${sha256}`]),
      ];
    }),
  ];
}

/** Long-running services, by name, with the program that each should run. bash runs a script. */
function programsOf(plan: Cluster, node: ClusterNode): Map<string, string> {
  const services = componentsOf(node.role).flatMap((component) => component.service?.(plan, node) ?? []);
  const executable = (program: string) => (program.startsWith(`${paths.scripts}/`) ? "/usr/bin/bash" : program);
  return new Map(
    services.filter(({ service }) => service.Type !== "oneshot").map((it) => [it.name, executable(it.program)]),
  );
}

/** Prints the executable of each service's process. If the file was replaced since, it is marked as deleted. */
const executablesScript = (services: Iterable<string>) =>
  [...services]
    .map(
      (name) =>
        `pid=$(systemctl show --value --property=MainPID ${name}); program=$(readlink "/proc/$pid/exe") || program=; echo ${name} "$program"`,
    )
    .join("\n");

/** Problems with services' processes, from the output of `executablesScript`. */
export function processProblems(text: string, wanted: ReadonlyMap<string, string>): string[] {
  const lines = text.split("\n").map((line) => line.split(" "));
  const found = new Map(lines.map(([name, ...rest]) => [name, rest.join(" ")]));
  return [...wanted].flatMap(([name, program]) => {
    const runs = found.get(name) || "nothing";
    return runs === program ? [] : [`${name} runs ${runs}, which should be ${program}`];
  });
}

/**
 * Paths below a mirror that nodes may request: those of every version, because a lab may have run another one before.
 */
export function allowedPaths(plan: Cluster): Set<string> {
  const plans = kubernetesVersions.map((version) => planCluster({ ...plan.config, kubernetes: { version } }));
  const sources = plans.flatMap((it) => roles.map((role) => downloadsOf(it, role)));
  const all = sources.flatMap(({ artifacts, imageArchives }) => [...artifacts, ...imageArchives]);
  return new Set(all.map(({ source }) => new URL(source).pathname));
}

/** Requests that should not have been made. */
export function downloadProblems(downloads: readonly Download[], allowed: ReadonlySet<string>): string[] {
  return downloads.filter(({ path }) => !allowed.has(path)).map(({ from, path }) => `${from} asked for ${path}`);
}

async function onEveryNode(
  { plan, masters, workers }: Subject,
  look: (machine: Machine, node: ClusterNode) => Promise<string[]>,
): Promise<void> {
  const nodes = [...plan.masters, ...plan.workers];
  await expectNoneOn([...masters, ...workers], (machine) =>
    look(
      machine,
      nodes.find(({ name }) => name === machine.name)!,
    ),
  );
}

async function programs(subject: Subject): Promise<string> {
  await onEveryNode(subject, async (machine, { role }) =>
    programProblems(
      await subject.on(machine, programsScript(paths.programs), { seconds: 120 }),
      artifactsOf(subject.plan, role),
    ),
  );
  const count = roles.map((role) => `${artifactsOf(subject.plan, role).length} artifacts on a ${role}`);
  return `${count.join(", ")}, as pinned, and every file as installed`;
}

async function processes(subject: Subject): Promise<string> {
  await onEveryNode(subject, async (machine, node) => {
    const wanted = programsOf(subject.plan, node);
    return processProblems(await subject.on(machine, executablesScript(wanted.keys())), wanted);
  });
  return "every service runs the present file";
}

async function asked({ site, plan }: Subject): Promise<string> {
  if (!site.downloads) throw new Skipped("needs a mirror that records its requests");
  const downloads = site.downloads();
  expect(downloads.length > 0, "the mirror got no requests");
  expectNone(downloadProblems(downloads, allowedPaths(plan)));
  return `${downloads.length} requests, each for a file of the table`;
}

/** Whether the installed and running programs are the pinned ones. */
export const supply: Area = {
  name: "supply",
  checks: [
    { name: "installed programs are the pinned ones", run: programs },
    { name: "services run the installed programs", run: processes },
    { name: "nodes download only pinned files", run: asked },
  ],
};
