/** A failure that the user can do something about: its message says what is wrong, where, and what to do. */
export class LabError extends Error {
  override readonly name = "LabError";
}
