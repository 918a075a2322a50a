import type { Command, Runnable } from "../lib/command-line";
import { UserError } from "../lib/user-error";

/** A command with the commands that it consists of. */
export interface CommandNode {
  readonly command: Command;
  readonly children: readonly (readonly [name: string, says: string])[];
}

/**
 * A command and all commands below it: each before those that it consists of. Leaves out what this installation does not
 * have.
 */
export function commandTree({ command, commands = {} }: Runnable): readonly CommandNode[] {
  const below = Object.entries(commands).flatMap(([name, { says, load }]) => {
    const loaded = unlessMissing(load);
    return loaded ? [[name, says, commandTree(loaded)] as const] : [];
  });
  const children = below.map(([name, says]) => [name, says] as const);
  return [{ command, children }, ...below.flatMap(([, , nodes]) => nodes)];
}

/** What the package lacks says so with a UserError. */
function unlessMissing(load: () => Runnable): Runnable | undefined {
  try {
    return load();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
