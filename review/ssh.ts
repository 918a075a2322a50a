import { resources } from "../lib/contract/addresses";
import { changeOf, isThere, nodesThere, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { isGoing, type NodeChange } from "./nodes";

/**
 * Findings about changed SSH keys. Nodes accept the key with which they were created, but steps use the key in the
 * state.
 */
export function sshDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const key = changeOf(cluster, resources.sshKey());
  if (!isThere(key) || key.action === "none") return [];
  const staying = [...nodesThere(cluster, "master"), ...nodesThere(cluster, "worker")].filter(
    (name) => !nodes.some((node) => node.name === name && isGoing(node)),
  );
  if (staying.length === 0) return [];
  const says = `the SSH key that ${staying.join(", ")} ${staying.length === 1 ? "accepts" : "accept"} is lost: no step can log in again. Keep the key, or replace these nodes together with it, one after the other`;
  return [stopping("lose-ssh", says)];
}
