import { parseArgs } from "node:util";
import { UserError } from "./user-error";

/** An option: Node's `parseArgs` reads it, the usage shows it. */
export interface Option {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  /** What a string option takes, in capitals: `FILE`. */
  readonly value?: string;
  readonly says: string;
}

type Options = Readonly<Record<string, Option>>;

/** A command as its user sees it: what `--help` says, and what is accepted. */
export interface Command<O extends Options = Options> {
  /** How it is called, up to its options: `npm run review -- [PLAN]`. */
  readonly call: string;
  /** What it does, in paragraphs. */
  readonly does: readonly string[];
  /** A line of shell that shows it. */
  readonly example?: string;
  /** Its arguments by name. Default: it takes none. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly options?: O;
  /** Environment variables by name. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it is made of, by name, where it has commands of its own. */
  readonly commands?: Readonly<Record<string, string>>;
  /** Whether its arguments are another program's, whatever they are. Default: no. */
  readonly passesOn?: boolean;
  /** Exit codes, where they say more than done and not done. */
  readonly exitCodes?: Readonly<Record<string, string>>;
}

type Value<One extends Option> = One["type"] extends "boolean" ? boolean : string;

/** What was given. */
export interface Given<O extends Options> {
  readonly options: { readonly [Name in keyof O]?: O[Name]["multiple"] extends true ? string[] : Value<O[Name]> };
  readonly positionals: readonly string[];
}

/** What a command does with what was given. */
export type Work<O extends Options = Options> = (given: Given<O>) => Promise<number | void> | number | void;

/** The environment variable that every command on a cluster file reads. */
export const clusterFileVariable = {
  CLUSTER_FILE: "the cluster file; default: cluster.yaml in the project's folder",
} as const;

const help: Option = { type: "boolean", says: "this text" };
const exitCodes = { 0: "done", 1: "not done; standard error says why" };
/** Columns of a usage. */
const width = 110;

/** What `--help` says of a command. */
export function renderUsage(command: Command): string {
  const options = Object.entries({ ...command.options, help }).map(([name, { value, says }]) => {
    const shown = value ? `--${name} ${value}` : `--${name}`;
    return [name === "help" ? "-h, --help" : shown, says];
  });
  const sections: readonly (readonly [string, Readonly<Record<string, string>> | undefined])[] = [
    ["Commands", command.commands],
    ["Arguments", command.arguments],
    ["Options", Object.fromEntries(options)],
    ["Environment", command.environment],
    ["Exit codes", { ...exitCodes, ...command.exitCodes }],
  ];
  return [
    command.call,
    ...command.does.map((paragraph) => wrap(paragraph, "")),
    ...(command.example ? [`  ${command.example}`] : []),
    ...sections.flatMap(([title, rows]) => (rows ? [renderSection(title, rows)] : [])),
  ].join("\n\n");
}

/**
 * Reads a command line.
 * @returns nothing when help was asked for
 * @throws UserError with the usage when it is not one of this command's
 */
export function readCommandLine<const O extends Options>(
  command: Command<O>,
  args: readonly string[],
): Given<O> | undefined {
  if (helpIsAsked(args, command.passesOn)) return undefined;
  if (command.passesOn) return { options: {}, positionals: args };
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...command.options },
      allowPositionals: command.arguments !== undefined,
    });
    return { options: values as Given<O>["options"], positionals };
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS")) throw error;
    // What follows the first sentence is about positional arguments that begin with a dash.
    throw usageError(command, (error as Error).message.split(/\. |\n/)[0]!);
  }
}

/** What is wrong with how a command was called, and how it is called. */
export function usageError(command: Command, reason: string): UserError {
  return new UserError(`${reason}\n\n${renderUsage(command)}`);
}

/**
 * Runs the command that this process is for.
 * @param work returns the exit code, or nothing for 0
 */
export function runCommand<const O extends Options>(command: Command<O>, work: Work<O>): Promise<void> {
  return settingExitCode(process.argv.slice(2), (args) => answer(command, args, work));
}

/**
 * Says a command's usage where its arguments ask for that, else does its work.
 * @returns the exit code
 * @throws UserError as `readCommandLine` does
 */
export async function answer<const O extends Options>(
  command: Command<O>,
  args: readonly string[],
  work: Work<O>,
): Promise<number> {
  const given = readCommandLine(command, args);
  if (given) return (await work(given)) ?? 0;
  console.log(renderUsage(command));
  return 0;
}

/** Does what this process is for, and sets its exit code. What the user can mend is said without a stack trace. */
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

/** Whether the arguments ask for help; where they are another program's, only if they do nothing else. */
function helpIsAsked(args: readonly string[], passesOn = false): boolean {
  const asks = args.includes("--help") || args.includes("-h");
  return asks && (!passesOn || args.length === 1);
}

function renderSection(title: string, rows: Readonly<Record<string, string>>): string {
  const names = Object.keys(rows);
  const column = Math.max(...names.map((name) => name.length)) + 4;
  const lines = names.map((name) => `  ${name}`.padEnd(column) + wrap(rows[name]!, " ".repeat(column)).trimStart());
  return [title, ...lines].join("\n");
}

/** Words in lines that begin with an indent. */
function wrap(text: string, indent: string): string {
  const lines = [indent];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    const joined = last === indent ? `${indent}${word}` : `${last} ${word}`;
    if (joined.length > width && last !== indent) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = joined;
  }
  return lines.join("\n");
}
