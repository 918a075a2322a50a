/** The dangers, by the name under which somebody may allow one. What each means is in docs/review.md. */
export const dangers = [
  "destroy-cluster",
  "destroy-etcd-data",
  "lose-quorum",
  "replace-authority",
  "replace-encryption-key",
  "replace-service-account-key",
  "downgrade-kubernetes",
  "skip-minor-version",
  "open-to-world",
] as const;

/** Name of a danger. */
export type Danger = (typeof dangers)[number];

/** Something about a plan that its reader should know before the apply. */
export interface Finding {
  readonly severity: "dangerous" | "disruptive";
  /** Of a danger, the name that allows it. */
  readonly danger?: Danger;
  /** What happens, and what it means: a sentence. */
  readonly says: string;
}

/** A finding that fails a review unless it is allowed. */
export const dangerous = (danger: Danger, says: string): Finding => ({ severity: "dangerous", danger, says });

/** A finding of something that is interrupted. */
export const disruptive = (says: string): Finding => ({ severity: "disruptive", says });
