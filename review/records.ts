import { resources } from "../lib/contract/addresses";
import { ids } from "../lib/contract/ids";
import type { Resource } from "../lib/contract/naming";
import { parseRecordedDescription, type RecordedDescription } from "../lib/contract/node-description";
import { type Role, roleOf } from "../lib/contract/node-name";
import { paths } from "../lib/contract/paths";
import { changeOf, nodesThere, type PlannedCluster } from "./cluster";
import { asValues } from "./plan";

/** Path to text of the files that a plan may show. */
export type Texts = Readonly<Record<string, string>>;

/** Texts of one bundle: from the record of the last apply, and as planned. */
export interface RecordedTexts {
  readonly before: Texts;
  readonly after: Texts;
}

const nothing: RecordedTexts = { before: {}, after: {} };

/**
 * Whether the old texts of files are unknown: the cluster runs, and this apply creates its records. This is the case if
 * the cluster's release had no records, and after an apply that did not finish.
 */
export function isUnrecorded(cluster: PlannedCluster): boolean {
  const running = nodesThere(cluster, "master").length > 0;
  const record = changeOf(cluster, resources.roleFiles({ role: "master" }));
  return running && (record === undefined || record.action === "create");
}

/** The texts of a bundle in a record (`terraform_data.worker_files`). */
function record(cluster: PlannedCluster, resource: Resource): RecordedTexts {
  const change = changeOf(cluster, resource);
  if (!change) return nothing;
  const later = change.unknown.triggers_replace;
  if (later === true) return nothing;
  // A value that only the apply knows cannot be compared.
  const known = (value: unknown) => without(texts(value), Object.keys(asValues(later)));
  return { before: known(change.before.triggers_replace), after: known(change.after.triggers_replace) };
}

const without = (files: Texts, paths: readonly string[]): Texts =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));

const texts = (value: unknown): Texts =>
  Object.fromEntries(
    Object.entries(asValues(value)).flatMap(([path, text]) => (typeof text === "string" ? [[path, text]] : [])),
  );

/**
 * The texts of all files of one node, or, by the name `addons`, of the cluster's objects. Empty if they are not
 * recorded.
 */
export function textsOf(cluster: PlannedCluster, node: string): RecordedTexts {
  if (isUnrecorded(cluster)) return nothing;
  const { scripts, roleFiles, nodeFiles, addonsFiles } = resources;
  const bundles =
    node === ids.addons ? [addonsFiles()] : [scripts(), roleFiles({ role: roleOf(node) }), nodeFiles({ node })];
  const records = bundles.map((bundle) => record(cluster, bundle));
  return {
    before: Object.assign({}, ...records.map(({ before }) => before)) as Texts,
    after: Object.assign({}, ...records.map(({ after }) => after)) as Texts,
  };
}

/** The description of a role's nodes before and after; undefined if no record contains it. */
export function descriptionsOf(
  cluster: PlannedCluster,
  role: Role,
): Partial<Record<"before" | "after", RecordedDescription>> {
  const { before, after } = record(cluster, resources.roleFiles({ role }));
  const read = (files: Texts) => parseRecordedDescription(files[paths.nodeDescription] ?? "");
  return { before: read(before), after: read(after) };
}
