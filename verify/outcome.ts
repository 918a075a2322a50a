/** What a check saw, in one line. */
export type Seen = string | Warning;

/** The requirement holds, but not for long. */
export interface Warning {
  readonly warning: string;
}

/** The requirement does not hold. The message says what was found, and what is wanted. */
export class Failed extends Error {
  override readonly name = "Failed";
}

/** The requirement cannot be checked here. The message says what the check would need. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/**
 * Continues if a condition holds.
 * @throws Failed with the message if it does not.
 */
export function expect(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Failed(message);
}

/** @throws Failed with all problems, if there are any. */
export function expectNone(problems: readonly string[]): void {
  if (problems.length > 0) throw new Failed(problems.join("\n"));
}
