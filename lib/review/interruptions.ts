import { nodeNames, type PlannedCluster, roleOf } from "./cluster";
import type { Disruption } from "./disruption";
import { disruptive, type Finding } from "./finding";
import type { NodeChange } from "./nodes";

/** What is interrupted, and comes back. */
export function interruptions(
  cluster: PlannedCluster,
  nodes: readonly NodeChange[],
  disruption: Disruption,
): Finding[] {
  const { api, apiSeconds, drained, undrained, homeless } = disruption;
  const replaced = nodes.filter(({ role, what }) => role === "master" && what === "replaced").map(({ name }) => name);
  const members = nodeNames(cluster).filter((name) => roleOf(name) === "master").length;
  return [
    ...when(
      api === "interrupted" && replaced.length === members,
      `${names(replaced)} replaced, with etcd's data on a volume that stays: the API is away until then, about ${apiSeconds} s; pods run on`,
    ),
    ...when(
      api === "interrupted" && replaced.length < members,
      `the only master's API server restarts: the API is away for about ${apiSeconds} s; pods run on`,
    ),
    ...when(
      api !== "lost" && replaced.length > 0 && replaced.length < members,
      `${names(replaced)} replaced: until that is done etcd goes on with ${members - replaced.length} of ${members} members, and needs ${Math.floor(members / 2) + 1}`,
    ),
    ...when(
      drained.length > 0,
      `${names(drained)} drained: ${drained.length === 1 ? "its" : "their"} pods move to other nodes`,
    ),
    ...when(homeless, "every worker that is there goes: pods have nowhere to go until new ones have joined"),
    ...undrained.map((node) =>
      disruptive(
        `${node} goes with the pods that are on it: Terraform does not drain it, so do that first (kubectl drain)`,
      ),
    ),
  ];
}

const when = (holds: boolean, says: string): Finding[] => (holds ? [disruptive(says)] : []);

const names = (nodes: readonly string[]) => `${nodes.join(", ")} ${nodes.length === 1 ? "is" : "are"}`;
