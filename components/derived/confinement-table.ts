import type { Cluster } from "../../lib/cluster";
import { markdownTable } from "../../lib/render/markdown";
import { nodesOf } from "./bundle";
import { components } from "../registry";

/**
 * Renders the confinement of all services as a table: the user, the limit of the exposure, and the permissions that the
 * service needs.
 */
export function confinementTable(cluster: Cluster): string[] {
  return markdownTable(
    ["service", "user", "exposure, at most", "not denied, and why"],
    components.flatMap(({ roles, service }) => {
      const one = service?.(cluster, nodesOf(cluster, roles[0]!)[0]!);
      if (!one) return [];
      const { exposure, needs } = one.confinement;
      const reasons = Object.entries(needs).map(([what, why]) => `${what}: ${why}`);
      return [[one.name, one.user ?? "root", exposure.toFixed(1), reasons.join("; ")]];
    }),
  );
}
