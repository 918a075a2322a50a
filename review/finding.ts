import { type KindName, kinds, type Severity } from "./kinds";

/** A fact about a plan that its reader should know before the apply. */
export interface Finding {
  readonly severity: Severity;
  /**
   * The name that allows it; undefined if it does not stop a pipeline.
   * @default the finding does not stop a pipeline
   */
  readonly kind?: KindName;
  /** What happens, and what it means: a sentence. */
  readonly says: string;
  /** For a disruption: whether it ends within the same apply. @default the finding is not a disruption */
  readonly comesBack?: boolean;
}

/** A finding that stops a pipeline unless its kind is allowed. */
export const stopping = (kind: KindName, says: string): Finding => ({ severity: kinds[kind].severity, kind, says });

/** A finding about something that stops, and comes back in the same apply or does not. */
export const disruptive = (says: string, comesBack: boolean): Finding => ({ severity: "disruptive", says, comesBack });

const ranks: readonly Severity[] = ["dangerous", "cannot-judge", "disruptive"];

/** Orders findings, the gravest first. */
export const byGravity = (a: Pick<Finding, "severity">, b: Pick<Finding, "severity">): number =>
  ranks.indexOf(a.severity) - ranks.indexOf(b.severity);
