import { resources } from "../lib/contract/addresses";
import type { Resource } from "../lib/contract/naming";
import { paths } from "../lib/contract/paths";
import { changeOf, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { fixedSettings } from "./fixed";
import { changedKeys, isUpdated, type NodeChange } from "./nodes";
import { asValues } from "./plan";
import { textsOf } from "./records";

/**
 * The file of encryption at rest. A plan shows only the names of its keys, so the texts before and after are the same
 * if only a key differs.
 */
const { encryption } = paths;

/** Files whose texts a review compares. */
const compared = new Set([paths.nodeDescription, encryption, ...fixedSettings.map(({ path }) => path)]);

/**
 * Findings about files that change, or may change, on running nodes, and whose texts the plan does not show: the review
 * cannot compare them.
 */
export function unrecordedFiles(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const ofNodes = nodes.filter(isUpdated).flatMap(({ name, what, changed }) => {
    const files = what === "changed" ? changed : filesOf(cluster, resources.update({ node: name }));
    return hiddenFiles(cluster, name, files, what === "changed").map((path) => `${path} on ${name}`);
  });
  const addons = changeOf(cluster, resources.addons());
  const ofObjects = addons ? hiddenFiles(cluster, "addons", changedKeys(addons), true) : [];
  const files = [...ofNodes, ...ofObjects];
  if (files.length === 0) return [];
  const more = files.length > 3 ? ` and ${files.length - 3} more` : "";
  const says = `files change, or may change, and no record shows their old contents: ${files.slice(0, 3).join(", ")}${more}. This review cannot compare versions and fixed settings. Nodes still refuse forbidden changes`;
  return [stopping("no-record", says)];
}

/** All files that a step places, from its triggers. */
function filesOf(cluster: PlannedCluster, step: Resource): string[] {
  const { before, after, unknown } = changeOf(cluster, step) ?? {};
  return [before, after, unknown].flatMap((side) => Object.keys(asValues(side?.triggers)));
}

function hiddenFiles(cluster: PlannedCluster, node: string, files: readonly string[], differ: boolean): string[] {
  const { before, after } = textsOf(cluster, node);
  return [...new Set(files)]
    .filter((path) => compared.has(path))
    .filter((path) => {
      if (before[path] === undefined || after[path] === undefined) return true;
      // If the file changes but its record does not, the record belongs to another apply.
      return differ && path !== encryption && before[path] === after[path];
    });
}
