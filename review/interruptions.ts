import { type PlannedCluster } from "./cluster";
import type { Disruption } from "./disruption";
import { membersOf } from "./etcd";
import { disruptive, type Finding, stopping } from "./finding";
import { isMade, type NodeChange } from "./nodes";

/** Findings about interruptions on nodes, and whether each ends in the same apply. */
export function interruptions(
  cluster: PlannedCluster,
  nodes: readonly NodeChange[],
  disruption: Disruption,
): Finding[] {
  return [
    ...ofApi(cluster, nodes, disruption),
    ...ofMachines(nodes),
    ...ofPods(nodes, disruption),
    ...nodes.filter(({ what }) => what === "unknown").map(({ name }) => unknownMachine(name)),
  ];
}

const unknownMachine = (name: string) =>
  stopping("not-judged", `${name}: its instance changes in a way that this review cannot judge`);

function ofApi(cluster: PlannedCluster, nodes: readonly NodeChange[], { api, apiSeconds }: Disruption): Finding[] {
  const { before, gone, leaving, left, needed } = membersOf(cluster, nodes);
  const made = gone.filter(isMade).map(({ name }) => name);
  const all = gone.length === before.length;
  return [
    ...when(
      api === "interrupted" && all && made.length > 0,
      `${names(made)} replaced, with etcd's data on a volume that stays: the API is unavailable for about ${apiSeconds} s; pods keep running`,
    ),
    ...when(
      api === "interrupted" && !all,
      `the only master's API server restarts: the API is unavailable for about ${apiSeconds} s; pods keep running`,
    ),
    ...when(
      api !== "lost" && made.length > 0 && !all,
      `${names(made)} created again: until then etcd runs with ${left} of ${before.length - leaving.length} members, and needs ${needed}`,
    ),
  ];
}

/** Findings about machines that were lost before this apply. */
function ofMachines(nodes: readonly NodeChange[]): Finding[] {
  const lost = nodes.filter(({ what }) => what === "lost").map(({ name }) => name);
  return when(
    lost.length > 0,
    `${names(lost)} missing in AWS, and created again with new disks: the data on the old disks is lost`,
  );
}

function ofPods(nodes: readonly NodeChange[], { drained, undrained, homeless }: Disruption): Finding[] {
  const repeated = nodes.filter(({ what, role }) => what === "repeated" && role === "worker");
  return [
    ...when(
      drained.length > 0,
      `${names(drained)} drained: ${drained.length === 1 ? "its" : "their"} pods move to other nodes${repeated.length > 0 ? ", as far as the plan shows" : ""}; a pod without a controller does not come back`,
    ),
    ...when(homeless, "all existing workers are removed: pods cannot run until new workers have joined"),
    ...undrained.map((node) =>
      disruptive(
        `${node} is removed with the pods on it. Terraform does not drain the node: run kubectl drain first`,
        true,
      ),
    ),
  ];
}

const when = (holds: boolean, says: string): Finding[] => (holds ? [disruptive(says, true)] : []);

const names = (nodes: readonly string[]) => `${nodes.join(", ")} ${nodes.length === 1 ? "is" : "are"}`;
