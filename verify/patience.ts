import { UserError } from "../lib/user-error";

/**
 * Factor for every time limit of checks and scenarios: hosts with emulated processors need longer for everything. A
 * command sets it once, before anything waits.
 */
let factor = 1;

/** Sets the factor for this run. */
export function setPatience(given: number): void {
  factor = given;
}

/** A time limit, multiplied by the factor; a whole number stays one. */
export function patient(limit: number): number {
  const multiplied = limit * factor;
  return Number.isInteger(limit) ? Math.ceil(multiplied) : multiplied;
}

/** The option `--patience` of commands with time limits. */
export const patienceOption = {
  patience: {
    type: "string",
    value: "FACTOR",
    says: "multiply every time limit by this factor, for slow clusters; default: 1, in a lab with QEMU machines 2 with KVM and 8 without",
  },
} as const;

/**
 * The factor that an option gives.
 * @param usual the lab's own, if the option is missing.
 * @throws UserError if it is not a number from 1 to 100.
 */
export function patienceOf(given: string | undefined, usual: number): number {
  if (given === undefined) return usual;
  const value = Number(given);
  if (value >= 1 && value <= 100) return value;
  throw new UserError(`--patience: found "${given}", wanted a number from 1 to 100`);
}
