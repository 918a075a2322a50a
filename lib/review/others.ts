import { isCertificate } from "./certificates";
import { changeOf, type PlannedCluster } from "./cluster";
import { disruptive, type Finding } from "./finding";
import { isGoing, isMade, type NodeChange } from "./nodes";
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
  "aws_vpc_security_group_ingress_rule",
  "null_resource",
  "terraform_data",
  "tls_cert_request",
]);

const isSpokenOf = (cluster: PlannedCluster, change: Change) =>
  spokenOf.has(change.type) ||
  isCertificate(change) ||
  isKeyOfCertificate(cluster, change) ||
  (change.type === "aws_instance" && /^(create|replace|delete)$/.test(change.action));

const meanings: Readonly<Record<string, string>> = {
  aws_lb: "is replaced: the API gets another name, and kubeconfigs outside of the cluster have to be fetched anew",
  aws_lb_listener: "is replaced: the API cannot be reached from outside of the masters meanwhile",
  aws_lb_target_group: "is replaced: the API cannot be reached from outside of the masters meanwhile",
  aws_key_pair: "is replaced: instances that run keep the key that they were made with",
};

/** The cluster's resources of which nothing else in a review speaks: network, load balancer, keys. */
export function otherChanges(cluster: PlannedCluster, nodes: readonly NodeChange[]): Judged[] {
  const gone = nodes.filter((node) => isGoing(node) || isMade(node)).map(({ name }) => name);
  const ofGone = ({ name }: Change) => name.split("_").some((part) => gone.includes(part));
  return cluster.changes
    .filter((change) => !isSpokenOf(cluster, change))
    .flatMap((change) => toOther(change).map((judged) => ({ ...judged, finding: findingOf(change, ofGone(change)) })));
}

/** Made and given up with its certificate. */
const isKeyOfCertificate = (cluster: PlannedCluster, { type, name }: Change) =>
  type === "tls_private_key" &&
  ["tls_locally_signed_cert", "tls_self_signed_cert"].some((it) => changeOf(cluster, it, `${name}_certificate`));

function findingOf(change: Change, ofGoneNode: boolean): Finding | undefined {
  const { address, type, action, before, after } = change;
  // Keys of authorities and services are dangers of their own.
  if (ofGoneNode || /^tls_/.test(type)) return undefined;
  if (type === "aws_instance" && action === "update" && before.instance_type !== after.instance_type) {
    const says = `is stopped and started for another type, ${String(after.instance_type)}, not drained before, and at the same time as others`;
    return disruptive(`${address} ${says}`);
  }
  const meaning = action === "replace" ? (meanings[type] ?? grave.replace) : grave[action];
  return meaning ? disruptive(`${address} ${meaning}`) : undefined;
}
