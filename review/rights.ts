import { knownResource, resources } from "../lib/contract/addresses";
import { documentPaths, tokenAudience } from "../lib/identity";
import { changeOf, goes, type PlannedCluster } from "./cluster";
import { disruptive, type Finding, stopping } from "./finding";
import { asValues, type Change, isMarked, referenceOf } from "./plan";
import { addedRights, includesAction, removedRights, type Right, rightsOf } from "./policy";

/** The types whose rights are judged here, and the attribute that contains a policy. */
const policies: Readonly<Record<string, { attribute: string; judge: Judge }>> = {
  aws_iam_role: { attribute: "assume_role_policy", judge: trustFindings },
  aws_iam_role_policy: { attribute: "policy", judge: policyFindings },
  aws_s3_bucket_policy: { attribute: "policy", judge: bucketFindings },
};

type Judge = (change: Change, rights: Rights, cluster: PlannedCluster) => Finding[];

/** The rights that a change adds and removes. */
interface Rights {
  readonly added: readonly Right[];
  readonly removed: readonly Right[];
}

/** Findings about rights in the AWS account that a plan gives or takes. */
export function rightsFindings(cluster: PlannedCluster): Finding[] {
  return cluster.changes.flatMap((change) => {
    if (change.type === "aws_s3_bucket_public_access_block") return unblockedFindings(change, cluster);
    if (!["create", "replace", "update"].includes(change.action)) return [];
    if (change.type === "aws_iam_role_policy_attachment") return attachmentFindings(change);
    if (change.type === "aws_instance") return profileFindings(change, cluster);
    const policy = policies[change.type];
    if (!policy) return [];
    return changedRights(change, policy.attribute, (rights) => policy.judge(change, rights, cluster));
  });
}

function changedRights(
  { address, action, before, after, unknown, hidden, differing }: Change,
  attribute: string,
  judge: (rights: Rights) => Finding[],
): Finding[] {
  if (action === "update" && !differing.includes(attribute)) return [];
  if (isMarked(hidden.after[attribute]) || isMarked(hidden.before[attribute]))
    return [stopping("sensitive-values", `${address}: its policy is sensitive, and this review does not read it`)];
  if (isMarked(unknown[attribute]) || after[attribute] === undefined)
    return [stopping("unknown-values", `${address}: its policy is known only during the apply`)];
  // A resource that is replaced may get another name, and so rights where it had none.
  const old = action === "update" ? rightsOf(before[attribute]) : [];
  const planned = rightsOf(after[attribute]);
  if (!old || !planned) return [stopping("not-judged", `${address}: this review cannot read its policy`)];
  return judge({ added: addedRights(old, planned), removed: removedRights(old, planned) });
}

/** The role's name for people: its name within the cluster, or its address. */
const roleWords = (change: Change) => `the role ${knownResource(change)?.values.name ?? change.address}`;

/** Findings about who may take a role. */
function trustFindings(change: Change, { added, removed }: Rights, cluster: PlannedCluster): Finding[] {
  const role = roleWords(change);
  const issuer = issuerOf(cluster);
  const given = added.map((right) => {
    const taker = takerOf(right, issuer);
    if (taker && right.effect === "Allow") return stopping("grant-rights", `${taker} may take ${role}`);
    return stopping("open-role", `${role} opens to others than one service account: ${words(right)}`);
  });
  const lost = removed.map((right) =>
    disruptive(`${takerOf(right, issuer) ?? words(right)} may no longer take ${role}`, false),
  );
  return [...given, ...lost];
}

/** The issuer that the cluster's OIDC provider in IAM knows, without its scheme. */
function issuerOf({ changes }: PlannedCluster): string | undefined {
  const { before, after } = changes.find((one) => resources.issuerProvider.parse(one)) ?? {};
  const url = after?.url ?? before?.url;
  return typeof url === "string" ? url.replace("https://", "") : undefined;
}

/** Who takes a role as groundup intends it: one service account, or machines. Undefined for all others. */
function takerOf({ principal = "", action, condition }: Right, issuer: string | undefined): string | undefined {
  const [kind, name = ""] = principal.split(" ");
  if (kind === "Service" && /^ec2\.amazonaws\.com(\.cn)?$/.test(name) && action === "sts:AssumeRole" && !condition)
    return "the masters";
  const isOwn = issuer !== undefined && name.endsWith(`:oidc-provider/${issuer}`);
  if (kind !== "Federated" || !isOwn || action !== "sts:AssumeRoleWithWebIdentity" || !condition) return undefined;
  const { StringEquals, ...others } = asValues(JSON.parse(condition));
  const { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject, ...more } = asValues(StringEquals);
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(String(subject));
  const isExact = [others, more].every((rest) => Object.keys(rest).length === 0) && audience === tokenAudience;
  return isExact && account ? `the service account ${account[1]}/${account[2]}` : undefined;
}

/** Findings about what a role may do. */
function policyFindings(change: Change, { added, removed }: Rights): Finding[] {
  const role = roleWords(change);
  const everything = added.filter(isAdministration);
  const others = added.filter((right) => !everything.includes(right));
  return [
    ...when(everything, (list) => stopping("give-administration", `${role} can give itself any right: ${list}`)),
    ...when(others, (list) => stopping("grant-rights", `${role} gets rights: ${list}`)),
    ...when(removed, (list) => disruptive(`${role} loses rights: ${list}`, false)),
  ];
}

/** The actions with which a role can give itself, or a user, any other right. */
const escalating = ["AttachRolePolicy", "AttachUserPolicy", "CreateAccessKey", "CreatePolicyVersion"]
  .concat(["PutRolePolicy", "PutUserPolicy", "SetDefaultPolicyVersion", "UpdateAssumeRolePolicy"])
  .map((action) => `iam:${action}`);

const isAdministration = (right: Right) => escalating.some((action) => includesAction(right, action));

/** Policies of AWS with which a role can give itself any right. */
const administration = /:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

function attachmentFindings(change: Change): Finding[] {
  const { policy_arn: arn } = change.after;
  if (typeof arn !== "string")
    return [stopping("unknown-values", `${change.address}: the plan does not show which policy the role gets`)];
  const kind = administration.test(arn) ? "give-administration" : "grant-rights";
  return [stopping(kind, `${roleWords(change)} gets the policy ${arn}, whose statements are not in the plan`)];
}

/** Findings about another instance profile of a machine that runs. */
function profileFindings({ address, type, name, action, differing }: Change, { blocks }: PlannedCluster): Finding[] {
  if (action !== "update" || !differing.includes("iam_instance_profile")) return [];
  const block = blocks.find((one) => one.type === type && one.name === name);
  const [profileType = "", profile = ""] = referenceOf(block, "iam_instance_profile").split(".");
  if (resources.mastersProfile.parse({ type: profileType, name: profile }))
    return [stopping("grant-rights", `${address} gets the instance profile of masters, and so the role masters`)];
  return [stopping("not-judged", `${address} gets another instance profile: this review does not know its rights`)];
}

/** Findings about who may use the bucket with the token keys. Who writes it can make tokens for every role. */
function bucketFindings({ address }: Change, { added, removed }: Rights): Finding[] {
  const others = added.filter((right) => !isDocumentRead(right));
  return [
    ...when(others, (list) => stopping("open-issuer-bucket", `${address} opens the bucket of token keys: ${list}`)),
    ...when(removed.filter(isDocumentRead), () =>
      disruptive(`${address}: AWS can no longer read the token keys`, false),
    ),
  ];
}

/** Findings about a bucket that stays, and no longer blocks public access. */
function unblockedFindings({ address, action }: Change, cluster: PlannedCluster): Finding[] {
  if (action !== "delete" || goes(changeOf(cluster, resources.issuerBucket()))) return [];
  return [stopping("not-judged", `${address} is destroyed, and its bucket stays: objects may become public`)];
}

const documents: ReadonlySet<string> = new Set(Object.values(documentPaths));

const isDocumentRead = ({ effect, principal, action, resource = "", condition }: Right) =>
  effect === "Allow" &&
  (principal === "*" || principal === "AWS *") &&
  action === "s3:GetObject" &&
  documents.has(resource.replace(/^arn:[^:]*:s3:::[^/*?]+\//, "")) &&
  condition === "";

function when(rights: readonly Right[], finding: (list: string) => Finding): Finding[] {
  if (rights.length === 0) return [];
  const more = rights.length > most ? `; and ${rights.length - most} more` : "";
  return [finding(rights.slice(0, most).map(words).join("; ") + more)];
}

/** The longest list in a finding. */
const most = 12;

function words({ effect, principal, action, resource, condition }: Right): string {
  return [
    ...(effect === "Deny" ? ["(a Deny)"] : []),
    ...(principal ? [principal === "*" ? "anyone," : `${principal},`] : []),
    action,
    ...(resource ? [`on ${resource}`] : []),
    ...(condition ? [`if ${condition}`] : []),
  ].join(" ");
}
