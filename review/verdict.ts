import type { Finding } from "./finding";
import { type KindName, kindNames, kinds } from "./kinds";
import type { Plan } from "./plan";

/**
 * `nothing`: no resource changes. `safe`: no pods move and the API stays available. `disruptive`: something is
 * interrupted. `cannot-judge`: something in the plan is not known to this review. `dangerous`: something is lost or
 * exposed.
 */
export type Verdict = "nothing" | "safe" | "disruptive" | "cannot-judge" | "dangerous";

/** The verdict on a plan with these findings, the gravest first. */
export function verdictOf({ changes }: Pick<Plan, "changes">, [gravest]: readonly Finding[]): Verdict {
  if (gravest) return gravest.severity;
  return changes.every(({ action }) => action === "none") ? "nothing" : "safe";
}

/**
 * The exit code of a review: 0 if nothing is refused, otherwise the code of the refused kind that comes first in the
 * table.
 */
export function exitCodeOf(refused: readonly KindName[]): number {
  const first = kindNames.find((name) => refused.includes(name));
  return first ? kinds[first].exitCode : 0;
}

const words: Readonly<Record<Verdict, string>> = {
  nothing: "Nothing: no resource changes.",
  safe: "Safe: no pods move and the API stays available.",
  disruptive: "Disruptive: something that runs is interrupted and comes back.",
  "cannot-judge": "Cannot judge: this review does not know what the plan does. Do not treat the plan as safe.",
  dangerous: "Dangerous: something is lost or exposed.",
};

const endingWords = "Disruptive: something stops and does not come back by itself.";

/** A verdict with its reasons. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Kinds of findings for which the review fails. */
  readonly refused: readonly KindName[];
  /** Kinds of findings that were found and allowed. */
  readonly allowed: readonly KindName[];
}

/** The verdict in a sentence, and what remains to be done. */
export function verdictWords({ verdict, refused, allowed, findings }: Judgement): string[] {
  const ends = verdict === "disruptive" && findings.some(({ comesBack }) => comesBack === false);
  const sentence = ends ? endingWords : words[verdict];
  const permitted = allowed.length > 0 ? [`Allowed: ${allowed.join(", ")}.`] : [];
  if (refused.length === 0) return [sentence, ...permitted];
  return [sentence, ...permitted, `Refused. If you intend this: ${refused.map((name) => `--allow ${name}`).join(" ")}`];
}
