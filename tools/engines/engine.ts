import { UserError } from "../../lib/user-error";

/** A program with which users run groundup or its output. */
export interface Engine {
  readonly program: "terraform" | "tofu" | "node";
  readonly version: string;
}

/**
 * What `npm run engines` runs by default: the oldest Terraform and OpenTofu, one in between, and the newest available.
 */
export const defaultEngines = ["terraform@1.5.7", "terraform@1.11.4", "terraform@1.13.3", "tofu@1.6.3", "tofu@1.12.6"];

/** The notation for an engine: `terraform@1.5.7`. */
export const nameOf = ({ program, version }: Engine): string => `${program}@${version}`;

/**
 * Reads an engine's name.
 * @throws UserError for anything but `terraform@`, `tofu@` or `node@` and a whole version.
 */
export function parseEngine(name: string): Engine {
  const [, program, version] = /^(terraform|tofu|node)@(\d+\.\d+\.\d+)$/.exec(name) ?? [];
  if (!program || !version) {
    throw new UserError(
      `found ${name}: wanted is terraform@VERSION, tofu@VERSION or node@VERSION, such as tofu@1.12.6`,
    );
  }
  return { program: program as Engine["program"], version };
}
