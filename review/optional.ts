import { paths } from "../lib/contract/paths";
import { nodesThere, type PlannedCluster } from "./cluster";
import { disruptive, type Finding, stopping } from "./finding";
import { asValues } from "./plan";
import { type Texts, textsOf } from "./records";

const path = paths.optionalComponents;

/** What users notice when an optional component is added to a running cluster, or removed. */
const noticed: Readonly<Record<string, { readonly comes: Finding; readonly goes: Finding }>> = {
  "kube-router": {
    // The policies are in the cluster and not in the plan, so a person must look.
    comes: stopping(
      "enforce-policies",
      "NetworkPolicies are enforced from this apply on: traffic that the cluster's policies deny is cut, even if it passed so far",
    ),
    goes: disruptive("NetworkPolicies are no longer enforced; the apply fails while a NetworkPolicy exists", false),
  },
};

/** Findings about optional components that are added to a running cluster, or removed. */
export function optionalFindings(cluster: PlannedCluster): Finding[] {
  if (nodesThere(cluster, "master").length === 0) return [];
  const { before, after } = textsOf(cluster, "addons");
  // The plan does not show which components the cluster will have.
  if (after[path] === undefined) return [];
  const [had, has] = [wantedOf(before), wantedOf(after)];
  return Object.entries(noticed).flatMap(([component, { comes, goes }]) => {
    if (had.has(component) === has.has(component)) return [];
    return [has.has(component) ? comes : goes];
  });
}

/** The optional components of a cluster. Clusters of releases before this file have none. */
function wantedOf(texts: Texts): ReadonlySet<unknown> {
  const listed = parsed(texts[path] ?? "[]");
  const entries = Array.isArray(listed) ? listed.map(asValues) : [];
  return new Set(entries.filter(({ wanted }) => wanted === true).map(({ component }) => component));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
