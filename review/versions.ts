import type { RecordedDescription } from "../lib/contract/node-description";
import { roles } from "../lib/contract/node-name";
import { isDestroyed, type PlannedCluster } from "./cluster";
import { descriptionsOf } from "./records";

/** A changed version of a program; undefined on a side where the program is missing or not recorded. */
export interface VersionChange {
  readonly name: string;
  /** The version before the apply. @default missing or not recorded */
  readonly from?: string;
  /** The version after the apply. @default missing or not recorded */
  readonly to?: string;
}

/** Programs whose version changes: Kubernetes first, then artifacts in the order of installation. */
export function versionChanges(cluster: PlannedCluster): VersionChange[] {
  if (isDestroyed(cluster)) return [];
  const [before, after] = [new Map<string, string>(), new Map<string, string>()];
  for (const role of roles) {
    const descriptions = descriptionsOf(cluster, role);
    collect(before, descriptions.before);
    collect(after, descriptions.after);
  }
  return [...new Set([...after.keys(), ...before.keys()])]
    .map((name) => ({ name, from: before.get(name), to: after.get(name) }))
    .filter(({ from, to }) => from !== to);
}

function collect(versions: Map<string, string>, description: RecordedDescription | undefined): void {
  if (!description) return;
  versions.set("Kubernetes", description.kubernetes);
  for (const { name, version } of description.artifacts) {
    // Kubernetes' own programs have its version.
    if (version !== description.kubernetes) versions.set(name, version);
  }
}
