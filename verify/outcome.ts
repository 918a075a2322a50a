/** What a check saw, in a line. */
export type Seen = string | Warning;

/** It holds, and will not for long. */
export interface Warning {
  readonly warning: string;
}

/** It does not hold; the message says what was found, and what should be. */
export class Failed extends Error {
  override readonly name = "Failed";
}

/** It cannot be told here; the message says what that would need. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/**
 * Goes on when a condition holds.
 * @throws Failed with the message when it does not.
 */
export function expect(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Failed(message);
}

/** @throws Failed with all problems, if there are any. */
export function expectNone(problems: readonly string[]): void {
  if (problems.length > 0) throw new Failed(problems.join("\n"));
}
