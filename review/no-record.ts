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
 * What an update shows about encryption at rest: the names of its keys, the same in both texts if only a key differs.
 */
const { encryption } = paths;

/** Files whose texts a review compares. */
const compared = new Set([paths.nodeDescription, encryption, ...fixedSettings.map(({ path }) => path)]);

/**
 * Files that change on running nodes, or may change, and whose texts the plan does not show: nobody can compare them.
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
  const says = `files change, or may, and no record shows what they were: ${files.slice(0, 3).join(", ")}${more}. Versions and fixed settings cannot be compared; nodes refuse what they know to be wrong`;
  return [stopping("no-record", says)];
}

/** Every file that a step places, from its triggers. */
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
      // A record without a change, although there is one, belongs to another apply.
      return differ && path !== encryption && before[path] === after[path];
    });
}
