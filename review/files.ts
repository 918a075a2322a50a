import { structuredPatch } from "diff";
import { resources } from "../lib/contract/addresses";
import { changeOf, type PlannedCluster } from "./cluster";
import { changedKeys, type NodeChange } from "./nodes";
import { textsOf } from "./records";
import { notShown, redactedText } from "./redaction";

/** A file that changes, on all nodes on which it changes in the same way. */
export interface FileChange {
  readonly path: string;
  /** Names of nodes; `addons` are the cluster's own objects. */
  readonly nodes: readonly string[];
  /**
   * Lines of a unified diff; undefined if a plan shows only the file's digest.
   * @default the plan shows only the file's digest
   */
  readonly diff?: readonly string[];
}

/** All files that change on remaining nodes, by path. */
export function fileChanges(cluster: PlannedCluster, nodes: readonly NodeChange[]): FileChange[] {
  const addons = changeOf(cluster, resources.addons());
  const ofNodes = nodes.flatMap(({ name, changed }) => filesOf(cluster, name, changed));
  const ofAddons = addons ? filesOf(cluster, "addons", changedKeys(addons)) : [];
  return merged([...ofNodes, ...ofAddons]).sort((a, b) => a.path.localeCompare(b.path, "en"));
}

function filesOf(cluster: PlannedCluster, node: string, changed: readonly string[]): FileChange[] {
  const { before, after } = textsOf(cluster, node);
  const differing = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (it) => before[it] !== after[it],
  );
  return changed
    .filter((key) => key.startsWith("/"))
    .flatMap((key) => {
      // groundup's scripts have one digest for their folder.
      const within = differing.filter((path) => path.startsWith(`${key}/`));
      return (within.length > 0 ? within : [key]).map((path) => ({
        path,
        nodes: [node],
        diff: diffOf(before[path], after[path], differing.includes(path)),
      }));
    });
}

/**
 * A unified diff with three lines around each change. Undefined if the texts do not differ, or if no text is recorded
 * on either side.
 */
function diffOf(before: string | undefined, after: string | undefined, differs: boolean): string[] | undefined {
  if (!differs || (before ?? after) === undefined) return undefined;
  const [old, planned] = [before, after].map((text) => ended(text && redactedText(text)));
  const { hunks } = structuredPatch("", "", old!, planned!, "", "", { context: 3 });
  if (hunks.length === 0) return [`  only values that are ${notShown.slice(1, -1)} differ`];
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}

const ended = (text: string | undefined) => (text === undefined ? "" : `${text}\n`);

function merged(files: readonly FileChange[]): FileChange[] {
  const groups = new Map<string, FileChange>();
  for (const file of files) {
    const key = JSON.stringify([file.path, file.diff]);
    const same = groups.get(key);
    groups.set(key, same ? { ...same, nodes: [...same.nodes, ...file.nodes] } : file);
  }
  return [...groups.values()];
}
