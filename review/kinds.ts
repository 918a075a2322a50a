/**
 * The severity of a kind of finding. `cannot-judge`: this review does not know what the change means, so the change is
 * not safe.
 */
export type Severity = "dangerous" | "cannot-judge" | "disruptive";

/** A kind of finding that stops a pipeline unless it is allowed by its name. */
interface Kind {
  readonly severity: Exclude<Severity, "disruptive">;
  /** The exit code if it is not allowed. */
  readonly exitCode: number;
  /** Its meaning, as in docs/review.md. */
  readonly means: string;
}

/** A kind of danger. All dangers have one exit code: pipelines have stopped at it since the first release. */
const danger = (means: string) => ({ severity: "dangerous", exitCode: 2, means }) as const satisfies Kind;
const notJudged = (exitCode: number, means: string) =>
  ({ severity: "cannot-judge", exitCode, means }) as const satisfies Kind;

/**
 * All kinds of findings that stop a pipeline, by the name that allows them. If a review has several kinds, the first
 * one in this order determines the exit code.
 */
export const kinds = {
  "destroy-cluster": danger("Every instance is destroyed and none is created."),
  "destroy-etcd-data": danger(`All masters are destroyed or missing, or the volume with etcd's data is destroyed.
      The cluster loses its data, unless you restore a snapshot afterwards: [restore](operations.md#restore-etcd).`),
  "lose-quorum": danger(
    `etcd loses more members at once than it survives. Members on machines that are missing in AWS count as lost. A
    member that leaves etcd before its instance is destroyed does not count. A plan that replaces several masters also
    has this finding: replace masters [one at a time](operations.md#replace-a-node).`,
  ),
  "wrong-place": danger(
    "Everything that the state knows in AWS is missing there. The account, the region or the profile may be wrong.",
  ),
  "stop-machine": danger("An instance is stopped and nothing in this plan starts it again."),
  "lose-ssh": danger(
    "The generated SSH key is destroyed or replaced, but running nodes accept only the old key. Terraform cannot log in to these nodes again.",
  ),
  "cut-off-workers": danger(
    "Security group rules that let workers reach the API are destroyed before these workers can reach the API in another way.",
  ),
  "change-architecture": danger("Programs of another processor architecture are installed on instances that stay."),
  "change-fixed-setting": danger(
    `A setting changes that cannot change after the cluster is built: the range of Services or of pods, the DNS address
    or domain, the cluster's name, its region, or the subnets of nodes that are there.`,
  ),
  "replace-authority": danger(
    `A CA is destroyed or gets another key while its certificates are in use, or a CA signs before anything trusts it.
    The three edits of [a rotation](operations.md#rotate-a-ca) do not cause this.`,
  ),
  "replace-encryption-key": danger(
    `The key that encrypts data at rest is destroyed or replaced under the same name, or the next key encrypts before
    all masters know it. The three edits of [a rotation](operations.md#rotate-the-encryption-key) do not cause this.`,
  ),
  "replace-service-account-key": danger(
    `The key pair that signs service account tokens is destroyed and no other trusted key pair stays, or a new key pair
    signs before the API servers trust it. In both cases the API servers refuse the pods' tokens.`,
  ),
  "downgrade-kubernetes": danger("An older Kubernetes version is to run with the data of a newer version."),
  "skip-minor-version": danger("Kubernetes is upgraded over more than one minor version."),
  "shrink-volume": danger(
    "A volume becomes smaller. EC2 refuses to shrink volumes, so the apply fails at this volume.",
  ),
  "open-to-world": danger("Ingress from 0.0.0.0/0, ::/0, or a similarly large range."),
  "weaken-metadata": danger("An instance's metadata can be read without a session token (IMDSv1)."),
  "open-role": danger(
    `An IAM role of the cluster can be taken by others than the pods of one service account, or than the masters: by
    anyone, by another account, or by every service account.`,
  ),
  "give-administration": danger(
    "An IAM role of the cluster gets rights with which it can give itself any other right, such as `iam:PutRolePolicy`.",
  ),
  "open-issuer-bucket": danger(
    `The policy of the bucket with the cluster's token keys allows more than reading the issuer's two documents. Who can
    write there can take every IAM role of the cluster.`,
  ),
  "destroy-foreign": danger("A resource that groundup did not create is destroyed or replaced, and its data is lost."),

  "errored-plan": notJudged(10, "Terraform failed while it planned, so the plan is incomplete."),
  "part-of-plan": notJudged(
    11,
    `The plan is incomplete: it was made with \`-target\` or \`-exclude\`, Terraform says that it is incomplete, or
    parts of its JSON were removed.`,
  ),
  deferred: notJudged(12, "Terraform postpones changes to a later plan."),
  "refresh-only": notJudged(13, "The plan only updates the state with what is in AWS."),
  action: notJudged(14, "The apply runs provider actions."),
  forget: notJudged(15, "Terraform removes resources from its state, and does not destroy them."),
  import: notJudged(16, "Terraform takes existing resources into its state."),
  drift: notJudged(
    17,
    "A resource was changed outside of Terraform, in a way that the review does not judge, or is missing.",
  ),
  "unknown-values": notJudged(18, "A value that matters is known only during the apply, or is not in the plan."),
  "sensitive-values": notJudged(19, "A value that matters is marked as sensitive, and the review does not read it."),
  "no-record": notJudged(
    20,
    `Files change on running nodes, and the state has no record of their old contents. So the review cannot compare
    versions and fixed settings. This happens in the first plan after an update from an older groundup that did not write these records.`,
  ),
  "no-cluster": notJudged(21, "No node of a groundup cluster is in the plan."),
  foreign: notJudged(22, "A resource that groundup did not create changes in a way that the review does not judge."),
  "not-judged": notJudged(
    23,
    "A resource, an attribute or an action of the cluster changes in a way that the review does not judge.",
  ),
  "enforce-policies": notJudged(
    24,
    `The apply turns on the enforcement of NetworkPolicies in a running cluster. The review does not know the cluster's
    policies, so it cannot say which traffic they block.`,
  ),
  "grant-rights": notJudged(
    25,
    `Pods or masters get rights in the AWS account: a new role, another service account that may take it, or more in
    its policies. The review lists them, and does not know whether you want them.`,
  ),
} as const satisfies Readonly<Record<string, Kind>>;

/** The name of a kind of finding that stops a pipeline. */
export type KindName = keyof typeof kinds;

/** The names of all kinds that stop a pipeline, in the order of the table. */
export const kindNames = Object.keys(kinds) as readonly KindName[];
