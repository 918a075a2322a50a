import { exitCodesOf } from "../lib/command-line";
import { markdownTable } from "../lib/render/markdown";
import type { CommandNode } from "./command-tree";

/** The tables of docs/command-line.md, by the names of their places in the page. */
export const commandTables = (tree: readonly CommandNode[]): Readonly<Record<string, readonly string[]>> => ({
  commands: commandTable(tree),
  options: optionTable(tree),
  "exit-codes": exitCodeTable(tree),
});

const called = ({ command }: CommandNode): string => `\`groundup ${command.name}\``;

function commandTable(tree: readonly CommandNode[]): string[] {
  const rows = tree.slice(1).map((node) => [called(node), node.command.does[0]!]);
  return markdownTable(["command", "what it does"], rows);
}

function optionTable(tree: readonly CommandNode[]): string[] {
  const rows = tree.flatMap((node) =>
    Object.entries(node.command.options ?? {}).map(([name, { value, says }], index) => [
      index === 0 ? called(node) : "",
      `\`--${name}${value ? ` ${value}` : ""}\``,
      says,
    ]),
  );
  return markdownTable(["command", "option", "meaning"], rows);
}

/** What all commands share, then what single ones say more of. */
function exitCodeTable(tree: readonly CommandNode[]): string[] {
  const rows = tree.flatMap((node, index) =>
    Object.entries(index === 0 ? exitCodesOf(node.command) : (node.command.exitCodes ?? {})).map(([code, says]) => [
      index === 0 ? "every command" : called(node),
      code,
      says,
    ]),
  );
  return markdownTable(["command", "code", "meaning"], rows);
}
