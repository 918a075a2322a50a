import { UserError } from "../../lib/user-error";

/** A program that users run groundup or its output with. */
export interface Engine {
  readonly program: "terraform" | "tofu" | "node";
  readonly version: string;
}

/** What `npm run engines` runs by default: of Terraform and OpenTofu the oldest, one between and the newest at hand. */
export const defaultEngines = ["terraform@1.5.7", "terraform@1.11.4", "terraform@1.13.3", "tofu@1.6.3", "tofu@1.12.6"];

/** How people write an engine: `terraform@1.5.7`. */
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
