import type { Disruption } from "./disruption";
import { disruptive, type Finding } from "./finding";
import type { NodeChange } from "./nodes";

/** What is interrupted, and comes back. */
export function interruptions(nodes: readonly NodeChange[], disruption: Disruption): Finding[] {
  const { api, apiSeconds, drained, undrained } = disruption;
  const replaced = nodes.filter(({ role, what }) => role === "master" && what === "replaced").map(({ name }) => name);
  return [
    ...when(
      api === "interrupted",
      `the only master's API server restarts: the API is away for ${apiSeconds} s at most; pods run on`,
    ),
    ...when(api !== "lost" && replaced.length > 0, `${names(replaced)} replaced: etcd goes on with the other members`),
    ...when(
      drained.length > 0,
      `${names(drained)} drained: ${drained.length === 1 ? "its" : "their"} pods move to other nodes`,
    ),
    ...undrained.map((node) =>
      disruptive(
        `${node} goes with the pods that are on it: Terraform does not drain it, so do that first (kubectl drain)`,
      ),
    ),
  ];
}

const when = (holds: boolean, says: string): Finding[] => (holds ? [disruptive(says)] : []);

const names = (nodes: readonly string[]) => `${nodes.join(", ")} ${nodes.length === 1 ? "is" : "are"}`;
