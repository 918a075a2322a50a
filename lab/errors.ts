import { UserError } from "../lib/user-error";

/** A failure of the lab that the user can fix. */
export class LabError extends UserError {
  override readonly name = "LabError";
}
