import type { Option } from "../lib/command-line";
import type { CommandNode } from "./command-tree";

/** The scripts that complete a tree of commands, by shell. */
export const renderCompletion = { bash: bashScript, zsh: zshScript } as const;

const help: Option = { type: "boolean", short: "h", says: "show this text" };

const optionsOf = ({ command }: CommandNode): readonly (readonly [string, Option])[] =>
  Object.entries({ ...command.options, help });

/** A command as it is typed. */
const typed = ({ command }: CommandNode): string => `groundup ${command.name}`.trim();

/** Text as one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Patterns of `case` for every command but the first, which is the program. */
const commandPatterns = (tree: readonly CommandNode[]): string =>
  tree
    .slice(1)
    .map((node) => quoted(typed(node)))
    .join(" | ");

function bashScript(tree: readonly CommandNode[]): string {
  return [
    "_groundup() {",
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} at=groundup names='' options='' word",
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case "$at $word" in ${commandPatterns(tree)}) at="$at $word" ;; esac`,
    "  done",
    "  case $at in",
    ...tree.map(bashNames),
    "  esac",
    "  # A value: one of the choices, else a file, which bash completes by itself.",
    '  case "$at $previous" in',
    ...tree.flatMap(bashValues),
    "    *) [[ $current == -* ]] && names=$options ;;",
    "  esac",
    "  COMPREPLY=()",
    '  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$names" -- "$current" || true)',
    "}",
    "complete -o bashdefault -o default -F _groundup groundup",
  ].join("\n");
}

/** What may follow a command: names of commands, and options. */
function bashNames(node: CommandNode): string {
  const names = node.children.map(([name]) => name).join(" ");
  const options = optionsOf(node).map(([name]) => `--${name}`);
  return `    ${quoted(typed(node))}) names=${quoted(names)} options=${quoted(options.join(" "))} ;;`;
}

/** What may follow the options that take a value. */
function bashValues(node: CommandNode): string[] {
  return optionsOf(node).flatMap(([name, { value, choices = [] }]) =>
    value ? [`    ${quoted(`${typed(node)} --${name}`)}) names=${quoted(choices.join(" "))} ;;`] : [],
  );
}

function zshScript(tree: readonly CommandNode[]): string {
  return [
    "#compdef groundup",
    "_groundup() {",
    "  local at=groundup word",
    "  local -a names",
    "  for word in ${words[2,CURRENT-1]}; do",
    `    case "$at $word" in ${commandPatterns(tree)}) at="$at $word" ;; esac`,
    "  done",
    "  case $at in",
    ...tree.map(zshNode),
    "  esac",
    "}",
    "compdef _groundup groundup",
  ].join("\n");
}

function zshNode(node: CommandNode): string {
  const at = quoted(typed(node));
  const options = optionsOf(node).map(([name, option]) => quoted(zshOption(name, option)));
  if (node.children.length === 0) return `    ${at}) _arguments ${options.join(" ")} '*:file:_files' ;;`;
  const names = node.children.map(([name, says]) => quoted(`${name}:${says.replaceAll(":", "\\:")}`));
  return `    ${at}) names=(${names.join(" ")}); _describe command names ;;`;
}

/** An option as zsh's `_arguments` reads it. */
function zshOption(name: string, { value, choices, multiple, says }: Option): string {
  const text = says.replaceAll(/[[\]:]/g, (sign) => `\\${sign}`);
  const argument = value ? `:${value}:${choices ? `(${choices.join(" ")})` : "_files"}` : "";
  return `${multiple ? "*" : ""}--${name}[${text}]${argument}`;
}
