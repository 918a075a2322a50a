/** A statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  /** @default the statement has no conditions */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy document, in AWS's format. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** The policy document of a list of statements. */
export const policyDocument = (statements: readonly Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

/**
 * Whether a pattern of IAM, with * and ?, matches everything that a text or another pattern matches. Variables such as
 * `${aws:username}` are texts.
 */
export function patternIncludes(wide: string, narrow: string): boolean {
  const source = wide.replace(/[.*+?^${}()|[\]\\]/g, (one) => ({ "*": ".*", "?": "[^*]" })[one] ?? `\\${one}`);
  return new RegExp(`^${source}$`, "s").test(narrow);
}

/** Whether an action of a policy, perhaps with wildcards, includes another one. IAM ignores the case of actions. */
export const actionIncludes = (wide: string, narrow: string): boolean =>
  patternIncludes(wide.toLowerCase(), narrow.toLowerCase());
