import { changeOf, isLost, type PlannedCluster } from "./cluster";
import { disruptive, type Finding, stopping } from "./finding";
import { harmlessAttributes, ownTypes } from "./known";
import { asValues, type Change } from "./plan";
import { rightsOf } from "./policy";
import { isWorld } from "./rules";

/** Findings about changes outside Terraform in a cluster. Lost machines are judged together with the nodes. */
export function clusterDrift(cluster: PlannedCluster): Finding[] {
  return cluster.drift.flatMap((drifted) => {
    const planned = changeOf(cluster, drifted);
    if (drifted.action !== "delete") return changedOutside(drifted, cluster.changes);
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
      : changedOutside(drifted, []),
  );
}

/** @param own changes of resources whose contents show in other resources too */
function changedOutside(
  { address, type, action, before, after, differing }: Change,
  own: readonly Change[],
): Finding[] {
  if (action === "none") return [];
  const known = Object.hasOwn(ownTypes, type) ? ownTypes[type] : undefined;
  const isHarmless = (name: string) =>
    harmlessAttributes.has(name) ||
    known?.results?.includes(name) ||
    known?.attributes[name]?.how === "harmless" ||
    showsOwnPolicies(type, name, after, own) ||
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

/**
 * Whether a role or a bucket only shows the policies that other resources of the plan gave it. The provider reads them
 * there once they exist.
 */
function showsOwnPolicies(type: string, name: string, { [name]: shown }: Change["after"], own: readonly Change[]) {
  const source = policySources[`${type} ${name}`];
  if (!source) return false;
  const known = own
    .filter((one) => one.type === source.type)
    .flatMap(({ before, after }) => [before, after].map((values) => values[source.attribute]))
    .filter((one) => one !== undefined);
  const seen = (Array.isArray(shown) ? shown : [shown]).map((one) => asValues(one).policy ?? one);
  return seen.every((one) => known.some((other) => canonical(other) === canonical(one)));
}

/** The resources whose policies appear in attributes of others. */
const policySources: Readonly<Record<string, { readonly type: string; readonly attribute: string }>> = {
  "aws_iam_role inline_policy": { type: "aws_iam_role_policy", attribute: "policy" },
  "aws_iam_role managed_policy_arns": { type: "aws_iam_role_policy_attachment", attribute: "policy_arn" },
  "aws_s3_bucket policy": { type: "aws_s3_bucket_policy", attribute: "policy" },
};

/** The rights of a policy document as text, or the text itself. */
function canonical(policy: unknown): string {
  const rights = rightsOf(policy);
  return rights ? JSON.stringify(rights.map((right) => JSON.stringify(right)).sort()) : String(policy);
}
