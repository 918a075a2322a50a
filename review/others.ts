import { knownResource, resources } from "../lib/contract/addresses";
import { isCertificate } from "./certificates";
import { changeOf, type PlannedCluster } from "./cluster";
import { disruptive, type Finding, stopping } from "./finding";
import { harmlessAttributes, holdingData, holdingNothing, type Judgement, ownTypes, rulesOfIngress } from "./known";
import { isGoing, isMade, type NodeChange } from "./nodes";
import { type Action, type Change, isMarked } from "./plan";

/** A resource that is judged only by what happens to it. */
export interface OtherChange {
  readonly address: string;
  readonly type: string;
  readonly action: Exclude<Action, "none">;
}

/** The resource, and the findings about it. */
interface Judged {
  readonly change: OtherChange;
  readonly findings: readonly Finding[];
}

/** A change in the form that a review lists. Empty if nothing changes. */
function listed({ address, type, action, deposed }: Change): OtherChange[] {
  return action === "none" ? [] : [{ address: deposed ? `${address} (left over)` : address, type, action }];
}

/** Changes of resources that are not groundup's: the losses, and what this review does not know about them. */
export function foreignChanges(changes: readonly Change[]): Judged[] {
  return changes.flatMap((change) =>
    listed(change).map((other) => ({ change: other, findings: foreignFindings(change) })),
  );
}

function foreignFindings(change: Change): Finding[] {
  const { address, type, action, differing, deposed } = change;
  if (action === "forget") return []; // a finding of its own
  if (deposed && ownTypes[type] && !/^aws_(instance|ebs_volume|s3_bucket)$/.test(type)) return [];
  const isKnown = holdingData.has(type) || holdingNothing.has(type);
  if (action === "delete" || action === "replace") {
    const again = action === "replace" ? "destroyed and created again empty" : "destroyed";
    if (!holdingNothing.has(type)) return [stopping("destroy-foreign", `${address} is ${again}: its data is lost`)];
    return [
      action === "replace" ? disruptive(`${address} is replaced`, true) : disruptive(`${address} is destroyed`, false),
    ];
  }
  if (action === "create" && isKnown) return [];
  const judged = (name: string) =>
    harmlessAttributes.has(name) || (rulesOfIngress.has(type) && !["security_groups"].includes(name));
  if (action === "update" && differing.length > 0 && differing.every(judged)) return [];
  return [
    stopping(
      "foreign",
      `${address} ${unknownWords(change)}, and groundup did not create it: this review cannot judge this change`,
    ),
  ];
}

const verbs: Readonly<Record<Action, string>> = {
  none: "stays",
  create: "is created",
  update: "is changed",
  replace: "is replaced",
  delete: "is destroyed",
  forget: "is forgotten",
  unknown: "is changed in an unknown way",
};

function unknownWords({ action, differing }: Change): string {
  return action === "update" && differing.length > 0 ? `is changed (${differing.join(", ")})` : verbs[action];
}

/** The cluster's resources that no other part of a review covers: network, load balancer, keys. */
export function otherChanges(cluster: PlannedCluster, nodes: readonly NodeChange[]): Judged[] {
  const gone = nodes.filter((node) => isGoing(node) || isMade(node)).map(({ name }) => name);
  const ofGone = (change: Change) => gone.includes(knownResource(change)?.values.node ?? "");
  return cluster.changes
    .map((change) => ({ change, findings: ofGone(change) ? unknownAction(change) : ownFindings(change) }))
    .filter(({ change, findings }) => findings.length > 0 || !isSpokenOf(cluster, change))
    .flatMap(({ change, findings }) => listed(change).map((other) => ({ change: other, findings })));
}

/** Types that another part of a review covers, or that have no effect. */
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

/** Whether a key is created or removed together with its certificate. */
function isKeyOfCertificate(cluster: PlannedCluster, change: Change): boolean {
  const authority = resources.authorityKey.parse(change);
  const leaf = resources.leafKey.parse(change);
  if (authority) return changeOf(cluster, resources.authorityCertificate(authority)) !== undefined;
  return leaf !== undefined && changeOf(cluster, resources.leafCertificate(leaf)) !== undefined;
}

/** Findings from the table of known types, for the cluster's own resources. */
function ownFindings(change: Change): Finding[] {
  const { address, type, action } = change;
  const known = Object.hasOwn(ownTypes, type) ? ownTypes[type] : undefined;
  if (action === "none" || action === "forget") return [];
  if (!known || action === "unknown" || !isKnownName(change)) return [notJudged(change, unknownWords(change))];
  if (action === "update") return updateFindings(change, known.attributes, known.results ?? []);
  const judgement = known.actions[action];
  return judgement ? wordsOf(judgement, address) : [notJudged(change, verbs[action])];
}

const unknownAction = (change: Change) =>
  change.action === "unknown" ? [notJudged(change, verbs[change.action])] : [];

const notJudged = ({ address }: Change, what: string) =>
  stopping("not-judged", `${address} ${what}: this review cannot judge it`);

/** Resource types that are judged by name. An unlisted name is not judged. */
const judgedByName = new Set([
  "aws_s3_bucket",
  "aws_s3_bucket_policy",
  "null_resource",
  "terraform_data",
  "tls_private_key",
  "tls_locally_signed_cert",
  "tls_self_signed_cert",
]);

const isKnownName = (change: Change) => !judgedByName.has(change.type) || knownResource(change) !== undefined;

function updateFindings(
  change: Change,
  attributes: Readonly<Record<string, Judgement>>,
  results: readonly string[],
): Finding[] {
  const { address, differing, hidden, unknown } = change;
  // A normal change shows what differs.
  if (differing.length === 0) return [notJudged(change, "is changed, and the plan does not show how")];
  return differing.flatMap((name) => {
    if (results.includes(name) && isMarked(unknown[name])) return [];
    const judgement = Object.hasOwn(attributes, name) ? attributes[name]! : undefined;
    if (!judgement) return [notJudged(change, `changes its attribute ${name}`)];
    if (judgement.how !== "harmless" && (isMarked(hidden.before[name]) || isMarked(hidden.after[name])))
      return [
        stopping(
          "sensitive-values",
          `${address} changes its attribute ${name}, which is sensitive: this review does not read it`,
        ),
      ];
    return wordsOf(judgement, address);
  });
}

function wordsOf(judgement: Judgement, address: string): Finding[] {
  if (!("says" in judgement)) return [];
  return [disruptive(`${address} ${judgement.says}`, judgement.how === "interrupts")];
}
