import { changeOf, type PlannedCluster } from "./cluster";
import { disruptive, type Finding } from "./finding";
import type { NodeChange } from "./nodes";
import type { Action, Change } from "./plan";

/** A resource that is judged by nothing but what happens to it. */
export interface OtherChange {
  readonly address: string;
  readonly type: string;
  readonly action: Exclude<Action, "none">;
}

/** It, and what its reader should know. */
interface Judged {
  readonly change: OtherChange;
  readonly finding?: Finding;
}

const grave: Partial<Record<Action, string>> = {
  delete: "is destroyed",
  replace: "is destroyed and made anew",
  unknown: "is changed in a way that this review does not know",
};

/** What is said of a change without knowing what the resource is for; nothing of one that does not change. */
export function toOther({ address, type, action, deposed }: Change): Judged[] {
  if (action === "none") return [];
  const change = { address: deposed ? `${address} (left over)` : address, type, action };
  const meaning = grave[action];
  return [{ change, finding: meaning && !deposed ? disruptive(`${address} ${meaning}`) : undefined }];
}

/** Types that another part of a review speaks of, or that do nothing. */
const spokenOf = new Set([
  "aws_instance",
  "aws_vpc_security_group_ingress_rule",
  "terraform_data",
  "tls_cert_request",
  "tls_locally_signed_cert",
]);

const meanings: Readonly<Record<string, string>> = {
  aws_lb: "is replaced: the API gets another name, so every kubeconfig outside of the cluster is stale until then",
  aws_lb_listener: "is replaced: the API cannot be reached from outside of the masters meanwhile",
  aws_lb_target_group: "is replaced: the API cannot be reached from outside of the masters meanwhile",
  aws_key_pair: "is replaced: instances that run keep the key that they were made with",
};

/** The cluster's resources of which nothing else in a review speaks: network, load balancer, keys. */
export function otherChanges(cluster: PlannedCluster, nodes: readonly NodeChange[]): Judged[] {
  const gone = nodes.filter(({ what }) => what !== "changed" && what !== "repeated").map(({ name }) => name);
  const ofGone = ({ name }: Change) => name.split("_").some((part) => gone.includes(part));
  return cluster.changes
    .filter((change) => !spokenOf.has(change.type) && !isNodesStep(change) && !isKeyOfLeaf(cluster, change))
    .flatMap((change) => toOther(change).map((judged) => ({ ...judged, finding: findingOf(change, ofGone(change)) })));
}

const isNodesStep = ({ type, name }: Change) => type === "null_resource" && /_(join|update)$/.test(name);

/** Made and given up with its certificate. */
const isKeyOfLeaf = (cluster: PlannedCluster, { type, name }: Change) =>
  type === "tls_private_key" && changeOf(cluster, "tls_locally_signed_cert", `${name}_certificate`) !== undefined;

function findingOf({ address, type, action }: Change, ofGoneNode: boolean): Finding | undefined {
  // Keys of authorities and services are dangers of their own, and a step that is made anew runs again.
  if (ofGoneNode || /^(tls_private_key|tls_self_signed_cert|null_resource)$/.test(type)) return undefined;
  const meaning = action === "replace" ? (meanings[type] ?? grave.replace) : grave[action];
  return meaning ? disruptive(`${address} ${meaning}`) : undefined;
}
