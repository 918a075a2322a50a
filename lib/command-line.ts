import {
  Argument,
  Command as Parser,
  CommanderError,
  Help,
  InvalidArgumentError,
  Option as ParserOption,
} from "commander";
import { UserError } from "./user-error";

/** The program that has all commands. */
const program = "groundup";

/** An option of a command. Its key in `options` is its long name: `operator-cidr` is `--operator-cidr`. */
export interface Option {
  readonly type: "string" | "boolean";
  /** A letter that means the same. @default none */
  readonly short?: string;
  /** Whether it may be given several times. @default false */
  readonly multiple?: boolean;
  /** What a string option takes, in capitals: `FILE`. */
  readonly value?: string;
  /** All values that it takes. @default any */
  readonly choices?: readonly string[];
  /** The option that cannot be given together with this one. @default none */
  readonly conflicts?: string;
  readonly says: string;
}

type Options = Readonly<Record<string, Option>>;

/** A command as its user sees it: what `--help` shows, and what the command accepts. */
export interface Command<O extends Options = Options> {
  /** Its name after the program's: `review`, `lab up`. Empty for the program itself. */
  readonly name: string;
  /** What it does, in paragraphs. */
  readonly does: readonly string[];
  /** Lines of shell that show its use. */
  readonly examples: readonly string[];
  /** Its arguments in commander's notation: `<NODE>`, `[PLAN]`, `[ENGINE...]`. @default none */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly options?: O;
  /** Environment variables by name. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether its arguments are those of another program, which reads them. @default false */
  readonly passesOn?: boolean;
  /** Exit codes that differ from `usualExitCodes`, or add to them. */
  readonly exitCodes?: Readonly<Record<string, string>>;
  /** What `--version` prints. @default there is no such option */
  readonly version?: string;
}

type Value<One extends Option> = One["type"] extends "boolean" ? boolean : string;

/** The options and arguments of one call. */
export interface Given<O extends Options> {
  readonly options: { readonly [Name in keyof O]?: O[Name]["multiple"] extends true ? string[] : Value<O[Name]> };
  readonly positionals: readonly string[];
}

/** The work of a command. It returns the exit code, or nothing for 0. */
export type Work<O extends Options = Options> = (given: Given<O>) => Promise<number | void> | number | void;

/** A command that can be shown and run. */
export interface Runnable {
  readonly command: Command;
  /** The commands that it consists of. @default none */
  readonly commands?: Commands;
  /** Runs it with its arguments, and returns its exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** A command in a list of commands. */
interface CommandEntry {
  readonly says: string;
  /** Under what help lists it. @default `Commands:` */
  readonly heading?: string;
  /** Loads the command's program: with `require`, because tsx leaves `import()` to Node, which reads no TypeScript here. */
  readonly load: () => Runnable;
}

/** Commands by name, in the order in which help lists them. Each is loaded when somebody calls it. */
export type Commands = Readonly<Record<string, CommandEntry>>;

/** The environment variable that every command on a cluster file reads. */
export const clusterFileVariable = {
  CLUSTER_FILE: "the cluster file; default: cluster.yaml in the project's folder",
} as const;

/** What an exit code means where a command does not say more. */
export const usualExitCodes: Readonly<Record<string, string>> = {
  0: "done",
  1: "not done; standard error says why",
};

/** All exit codes of a command. */
export const exitCodesOf = (command: Command): Readonly<Record<string, string>> => ({
  ...usualExitCodes,
  ...command.exitCodes,
});

/** A command of its own. */
export function runnable<const O extends Options>(command: Command<O>, work: Work<O>): Runnable {
  return { command, run: (args) => answer(command, args, work) };
}

/** A command that consists of commands. Without arguments it shows them. */
export function commandGroup(command: Command, commands: Commands): Runnable {
  return { command, commands, run: (args) => dispatch(command, commands, args) };
}

/** What `--help` shows of a command. */
export function renderUsage(command: Command, commands: Commands = {}): string {
  return parserOf(command, commands).helpInformation().trimEnd();
}

/**
 * Reads the arguments of a command.
 * @returns a text to print instead, if they ask for one
 * @throws UserError with the usage, if the command does not take them
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

/** An error of how a command was called: the reason, and its usage. */
export function usageError(command: Command, reason: string, commands: Commands = {}): UserError {
  return new UserError(`${reason}\n\n${renderUsage(command, commands)}`);
}

/** Does what this process is for, and sets its exit code. Errors that the user can mend are shown without a stack trace. */
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

/** Runs the command that the first argument names. `help NAME` is `NAME --help`. */
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

/** The arguments as commander wants them: an unknown name alone, because commander would show help for `NAME --help`. */
function askedOf(args: readonly string[], commands: Commands): readonly string[] {
  const [first = "--help", ...others] = args[0] === "help" ? [...args.slice(1), "--help"] : args;
  return first.startsWith("-") || Object.hasOwn(commands, first) ? [first, ...others] : [first];
}

/**
 * Parses with a command's parser, whose action tells what was found.
 * @returns what commander prints instead of an action: the usage, or the version
 * @throws UserError with the usage, if the command does not take the arguments
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

/** commander's parser of a command, each command in it one that hands its arguments on. */
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

/** commander's help, and what it knows no place for. */
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
