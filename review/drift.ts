import { changeOf, isLost, type PlannedCluster } from "./cluster";
import { disruptive, type Finding, stopping } from "./finding";
import { harmlessAttributes, ownTypes } from "./known";
import { asValues, type Change } from "./plan";
import { isWorld } from "./rules";

/** Findings about changes outside Terraform in a cluster. Lost machines are judged together with the nodes. */
export function clusterDrift(cluster: PlannedCluster): Finding[] {
  return cluster.drift.flatMap((drifted) => {
    const planned = changeOf(cluster, drifted);
    if (drifted.action !== "delete") return changedOutside(drifted);
    if (planned?.action !== "create")
      return [stopping("drift", `${drifted.address} is missing in AWS, and this plan does not create it again`)];
    if (drifted.type === "aws_instance" && isLost(cluster, drifted.name)) return [];
    return [disruptive(`${drifted.address} is missing in AWS, and Terraform creates it again`, true)];
  });
}

/** Findings about changes outside Terraform to resources that are not groundup's. */
export function foreignDrift(drift: readonly Change[]): Finding[] {
  return drift.flatMap((drifted) =>
    drifted.action === "delete"
      ? [stopping("drift", `${drifted.address} is missing in AWS, and groundup did not create it`)]
      : changedOutside(drifted),
  );
}

function changedOutside({ address, type, action, before, after, differing }: Change): Finding[] {
  if (action === "none") return [];
  const known = Object.hasOwn(ownTypes, type) ? ownTypes[type] : undefined;
  const isHarmless = (name: string) =>
    harmlessAttributes.has(name) ||
    known?.results?.includes(name) ||
    known?.attributes[name]?.how === "harmless" ||
    (type === "aws_security_group" && name === "egress") ||
    (type === "aws_security_group" && name === "ingress" && !opensToWorld(before.ingress, after.ingress));
  const names = differing.filter((name) => !isHarmless(name));
  if (names.length === 0 && differing.length > 0) return [];
  const what = names.length > 0 ? ` (${names.join(", ")})` : "";
  return [stopping("drift", `${address} was changed outside of Terraform${what}: this review cannot judge it`)];
}

/**
 * Whether a changed list of rules opens a group to the world. Separate rule resources also appear in their group's
 * list, so other changes of the list mean little.
 */
function opensToWorld(before: unknown, after: unknown): boolean {
  const sources = (rules: unknown) =>
    (Array.isArray(rules) ? rules : []).flatMap((rule) =>
      [asValues(rule).cidr_blocks, asValues(rule).ipv6_cidr_blocks].flat().filter((it) => typeof it === "string"),
    );
  const known = sources(before);
  return after === undefined || sources(after).some((range) => isWorld(range) && !known.includes(range));
}
