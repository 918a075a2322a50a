import {
  Argument,
  Command as Parser,
  CommanderError,
  Help,
  InvalidArgumentError,
  Option as ParserOption,
} from "commander";
import { UserError } from "./user-error";

/** The program that contains all commands. */
const program = "groundup";

/** An option of a command. Its key in `options` is its long name: `operator-cidr` is `--operator-cidr`. */
export interface Option {
  readonly type: "string" | "boolean";
  /** A one-letter form of the option. @default none */
  readonly short?: string;
  /** Whether a user can give it several times. @default false */
  readonly multiple?: boolean;
  /** The name of a string option's value, in capitals: `FILE`. @default none, for a switch */
  readonly value?: string;
  /** All values that it accepts. @default any */
  readonly choices?: readonly string[];
  /** An option that users cannot combine with this one. @default none */
  readonly conflicts?: string;
  readonly says: string;
}

type Options = Readonly<Record<string, Option>>;

/** A command as its user sees it: what `--help` shows, and what the command accepts. */
export interface Command<O extends Options = Options> {
  /** The command's name after the program's name: `review`, `lab up`. Empty for the program itself. */
  readonly name: string;
  /** What the command does, one paragraph per entry. */
  readonly does: readonly string[];
  /** Example command lines. */
  readonly examples: readonly string[];
  /** Its arguments in commander's notation: `<NODE>`, `[PLAN]`, `[ENGINE...]`. @default none */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Its options. @default none */
  readonly options?: O;
  /** Environment variables by name. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the command passes its arguments to another program without reading them. @default false */
  readonly passesOn?: boolean;
  /** Exit codes that differ from `usualExitCodes`, or add to them. @default those of `usualExitCodes` */
  readonly exitCodes?: Readonly<Record<string, string>>;
  /** The text that `--version` prints. @default the command has no such option */
  readonly version?: string;
}

type Value<One extends Option> = One["type"] extends "boolean" ? boolean : string;

/** The options and arguments of one call. */
export interface Given<O extends Options> {
  readonly options: { readonly [Name in keyof O]?: O[Name]["multiple"] extends true ? string[] : Value<O[Name]> };
  readonly positionals: readonly string[];
}

/** The implementation of a command. It returns the exit code, or nothing for 0. */
export type Work<O extends Options = Options> = (given: Given<O>) => Promise<number | void> | number | void;

/** A command that can be shown and run. */
export interface Runnable {
  readonly command: Command;
  /** The subcommands. @default none */
  readonly commands?: Commands;
  /** Runs the command with its arguments, and returns its exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** A command in a list of commands. */
interface CommandEntry {
  readonly says: string;
  /** The heading under which help lists the command. @default `Commands:` */
  readonly heading?: string;
  /**
   * Loads the command's program. It uses `require`: tsx leaves `import()` to Node, and Node reads no TypeScript here.
   */
  readonly load: () => Runnable;
}

/** Commands by name, in the order in which help lists them. groundup loads a command only when a user runs it. */
export type Commands = Readonly<Record<string, CommandEntry>>;

/** The environment variable that all commands read that need a cluster file. */
export const clusterFileVariable = {
  CLUSTER_FILE: "the cluster file; default: cluster.yaml in the project's folder",
} as const;

/** The meaning of exit codes for commands that do not define their own. */
export const usualExitCodes: Readonly<Record<string, string>> = {
  0: "done",
  1: "failure; standard error says why",
};

/** All exit codes of a command, with their meanings. */
export const exitCodesOf = (command: Command): Readonly<Record<string, string>> => ({
  ...usualExitCodes,
  ...command.exitCodes,
});

/** A single command, without subcommands. */
export function runnable<const O extends Options>(command: Command<O>, work: Work<O>): Runnable {
  return { command, run: (args) => answer(command, args, work) };
}

/** A command with subcommands. Without arguments it shows them. */
export function commandGroup(command: Command, commands: Commands): Runnable {
  return { command, commands, run: (args) => dispatch(command, commands, args) };
}

/** The text of a command's `--help`. */
export function renderUsage(command: Command, commands: Commands = {}): string {
  return parserOf(command, commands).helpInformation().trimEnd();
}

/**
 * Parses the arguments of a command.
 * @returns the options and arguments, or a text to print instead, such as the usage
 * @throws UserError with the usage, if the command does not accept the arguments
 */
export function readCommandLine<const O extends Options>(
  command: Command<O>,
  args: readonly string[],
): Given<O> | string {
  if (command.passesOn && !(args.length === 1 && ["-h", "--help"].includes(args[0]!)))
    return { options: {}, positionals: args };
  const parser = parserOf(command).action(() => undefined);
  const text = parse(parser, args, command);
  if (text !== undefined) return text;
  const options = Object.keys(command.options ?? {}).flatMap((name) => {
    const value: unknown = parser.getOptionValue(new ParserOption(`--${name}`).attributeName());
    return value === undefined ? [] : [[name, value] as const];
  });
  return { options: Object.fromEntries(options) as Given<O>["options"], positionals: parser.args };
}

/** An error for a wrong call of a command. Its message is the reason, followed by the command's usage. */
export function usageError(command: Command, reason: string, commands: Commands = {}): UserError {
  return new UserError(`${reason}\n\n${renderUsage(command, commands)}`);
}

/** Runs the work of this process, and sets the process's exit code. It shows a UserError without a stack trace. */
export async function settingExitCode(
  args: readonly string[],
  work: (args: readonly string[]) => Promise<number>,
): Promise<void> {
  try {
    process.exitCode = await work(args);
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  }
}

async function answer<const O extends Options>(
  command: Command<O>,
  args: readonly string[],
  work: Work<O>,
): Promise<number> {
  const given = readCommandLine(command, args);
  if (typeof given !== "string") return (await work(given)) ?? 0;
  console.log(given);
  return 0;
}

/** Runs the subcommand that the first argument names. `help NAME` means `NAME --help`. */
async function dispatch(command: Command, commands: Commands, args: readonly string[]): Promise<number> {
  const asked = askedOf(args, commands);
  let chosen: string | undefined;
  const parser = parserOf(command, commands);
  for (const one of parser.commands) one.action(() => void (chosen = one.name()));
  const text = parse(parser, asked, command, commands);
  if (chosen !== undefined) return commands[chosen]!.load().run(asked.slice(1));
  console.log(text);
  return 0;
}

/**
 * The arguments in the form that commander expects. An unknown name comes alone: for `NAME --help`, commander would
 * show help instead of an error.
 */
function askedOf(args: readonly string[], commands: Commands): readonly string[] {
  const [first = "--help", ...others] = args[0] === "help" ? [...args.slice(1), "--help"] : args;
  return first.startsWith("-") || Object.hasOwn(commands, first) ? [first, ...others] : [first];
}

/**
 * Parses arguments with a command's parser. The parser's action reports what it found.
 * @returns the text that commander prints instead of an action: the usage, or the version
 * @throws UserError with the usage, if the command does not accept the arguments
 */
function parse(parser: Parser, args: readonly string[], command: Command, commands?: Commands): string | undefined {
  let text = "";
  parser.configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined });
  try {
    parser.parse([...args], { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return text.trimEnd();
    throw usageError(command, error.message.replace(/^error: /, ""), commands);
  }
}

/**
 * Makes the commander parser of a command. Its subcommands accept any arguments, because each subcommand parses its
 * own.
 */
function parserOf(command: Command, commands: Commands = {}): Parser {
  const parser = new Parser(`${program} ${command.name}`.trim())
    .description(command.does.join("\n\n"))
    .helpOption("-h, --help", "show this text")
    .helpCommand(false)
    .enablePositionalOptions()
    .allowExcessArguments(false)
    .exitOverride()
    .configureHelp({ formatHelp: helpOf(command), subcommandTerm: (one) => one.name() });
  if (command.version !== undefined) parser.version(command.version, "-v, --version", "show the version");
  for (const [name, says] of Object.entries(command.arguments ?? {})) parser.addArgument(new Argument(name, says));
  for (const [name, option] of Object.entries(command.options ?? {})) parser.addOption(parserOption(name, option));
  for (const [name, { says, heading }] of Object.entries(commands)) {
    const one = parser.command(name).description(says).argument("[args...]");
    one.helpOption(false).allowUnknownOption().passThroughOptions();
    if (heading) one.helpGroup(heading);
  }
  return parser;
}

function parserOption(name: string, { short, value, choices, conflicts, multiple, says }: Option): ParserOption {
  const flags = `${short ? `-${short}, ` : ""}--${name}${value ? ` <${value}>` : ""}`;
  const option = new ParserOption(flags, says);
  if (conflicts) option.conflicts(conflicts);
  if (!value) return option;
  return option.argParser<string | string[]>((text, before) => {
    if (choices && !choices.includes(text)) throw new InvalidArgumentError(`Wanted: one of ${choices.join(", ")}.`);
    return multiple ? [...(before ?? []), text] : text;
  });
}

/** Formats help: commander's own text, followed by the examples, the environment variables and the exit codes. */
const helpOf = (command: Command) => (parser: Parser, helper: Help) => {
  const list = (title: string, rows: Readonly<Record<string, string>> = {}) => {
    const width = Math.max(0, ...Object.keys(rows).map((name) => name.length));
    const items = Object.entries(rows).map(([name, says]) => helper.formatItem(name, width, says, helper));
    return helper.formatItemList(`${title}:`, items, helper);
  };
  return [
    Help.prototype.formatHelp.call(helper, parser, helper),
    ...helper.formatItemList(
      "Examples:",
      command.examples.map((line) => `  ${line}`),
      helper,
    ),
    ...list("Environment", command.environment),
    ...list("Exit codes", exitCodesOf(command)),
  ].join("\n");
};
