import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { nodeFiles, roleFiles, scriptFiles } from "../../../components/derived/bundle";
import { userDataOf } from "../../../components/derived/user-data";
import { planCluster } from "../../../lib/cluster";
import { nodePorts, paths, ports, scriptPaths } from "../../../lib/contract/paths";
import { roles } from "../../../lib/contract/node-name";
import { marks } from "../../../components/derived/marks";
import { configOf, project } from "../../../tools/fixtures/synthesized";

const folder = path.join(project, "node");
const scripts = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), "utf8")] as const);

/** What the operating system has. */
const ofOperatingSystem = ["/etc/hosts", "/var/lib/apt/lists/lock"];

/** A cluster with every choice that lays down a file. */
const cluster = planCluster(
  configOf(`
masters: { etcdVolumeGiB: 8, instanceProfile: p }
etcd: { snapshots: { s3: { bucket: snapshots } } }
`),
);

/** Every file that user data and steps lay down. */
const laidDown = [
  ...scriptFiles(),
  ...roles.flatMap((role) => roleFiles(cluster, role, marks)),
  ...[...cluster.masters, ...cluster.workers].flatMap((node) => nodeFiles(cluster, node, marks)),
].map(({ path: file }) => file);
const userData = roles.flatMap((role) => {
  const [node] = role === "master" ? cluster.masters : cluster.workers;
  return [...userDataOf(cluster, role)(node!).matchAll(/^\s*- path: (\S+)$/gm)].map(([, file]) => file!);
});

const known = new Set<string>([
  ...Object.values(paths),
  ...Object.values(scriptPaths),
  ...laidDown,
  ...userData,
  ...ofOperatingSystem,
]);

/** Where a test, or a step, has another root than "/". */
const roots = /\$\{NODE_ROOT:?-\}|\$\{?WORK\}?\/tree/g;

/** The paths that a script writes out, without what only its variables know. */
function pathsIn(text: string): string[] {
  const literals = text
    .replace(roots, " ")
    .matchAll(/(?<![\w.$}*/-])\/(?:etc|opt|run|usr\/local|var\/(?:cache|lib|log))\/[\w./@-]*\*?/g);
  return [...literals].map(([literal]) => literal.replace(/\/[^/]*(?:X{6}|\*)$/, "").replace(/[/.]$/, ""));
}

test("finds the paths that scripts contain", () => {
  const found = pathsIn(
    "a=/etc/etcd/volume; b=${NODE_ROOT:-}/etc/x; c=$WORK/tree/etc/y d=$(mktemp /run/g/z.XXXXXX) /api/etc/a",
  );
  expect(found).toEqual(["/etc/etcd/volume", "/etc/x", "/etc/y", "/run/g"]);
  expect(scripts.flatMap(([, text]) => pathsIn(text)).length).toBeGreaterThan(50);
});

test.each(scripts)("%s contains no path that the contract lacks", (_, text) => {
  expect(pathsIn(text).filter((file) => !known.has(file))).toEqual([]);
});

test.each(scripts)("%s contains no port that the contract lacks", (_, text) => {
  const all: readonly number[] = [...Object.values(ports), ...Object.values(nodePorts)];
  const found = [...text.matchAll(/(?:127\.0\.0\.1|\$\w+|"|\\1|\.\*\\\)):(\d{2,5})\b/g)].map(([, port]) =>
    Number(port),
  );
  expect(found.filter((port) => !all.includes(port))).toEqual([]);
});

test("every path that is listed for scripts only occurs in a script", () => {
  const found = new Set(scripts.flatMap(([, text]) => pathsIn(text)));
  expect(Object.values(scriptPaths).filter((file) => !found.has(file))).toEqual([]);
});
