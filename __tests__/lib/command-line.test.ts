import {
  type Command,
  commandGroup,
  readCommandLine,
  renderUsage,
  runnable,
  settingExitCode,
} from "../../lib/command-line";
import { fileTrouble, UserError, writing } from "../../lib/user-error";

const command = {
  name: "thing",
  does: ["Does a thing.", "It does more than that."],
  examples: ["groundup thing a | less"],
  arguments: { "[FILE...]": "what it is done to" },
  options: {
    fast: { type: "boolean", short: "f", says: "do it fast" },
    slow: { type: "boolean", conflicts: "fast", says: "do it slowly" },
    to: { type: "string", multiple: true, value: "FOLDER", says: `where to: ${"a folder, ".repeat(12)}or another` },
    "how-far": { type: "string", value: "WAY", choices: ["here", "there"], says: "how far" },
  },
  environment: { THING: "which thing" },
  exitCodes: { 2: "half done" },
} as const satisfies Command;

const bare: Command = { name: "c", does: ["Does nothing."], examples: [] };

test("the usage shows all arguments and options of a command, in lines that fit a terminal", () => {
  expect(renderUsage(command)).toBe(
    `Usage: groundup thing [options] [FILE...]

Does a thing.

It does more than that.

Arguments:
  FILE             what it is done to

Options:
  -f, --fast       do it fast
  --slow           do it slowly
  --to <FOLDER>    where to: a folder, a folder, a folder, a folder, a folder, a
                   folder, a folder, a folder, a folder, a folder, a folder, a
                   folder, or another
  --how-far <WAY>  how far
  -h, --help       show this text

Examples:
  groundup thing a | less

Environment:
  THING  which thing

Exit codes:
  0  done
  1  failure; standard error says why
  2  half done`,
  );
});

test("arguments and options are parsed", () => {
  const args = ["a", "-f", "--to", "x", "--to=y", "--how-far", "there", "b"];
  expect(readCommandLine(command, args)).toEqual({
    options: { fast: true, to: ["x", "y"], "how-far": "there" },
    positionals: ["a", "b"],
  });
  expect(readCommandLine(command, [])).toEqual({ options: {}, positionals: [] });
});

test.each(["--help", "-h"])("%s shows the usage, whatever other arguments are given", (asked) => {
  expect(readCommandLine(command, ["--unknown", asked])).toBe(renderUsage(command));
});

test.each([
  ["an unknown option", command, ["--slwo"], "unknown option '--slwo'\n(Did you mean --slow?)"],
  ["an unknown letter", command, ["-x"], "unknown option '-x'"],
  ["an option without its value", command, ["--to"], "option '--to <FOLDER>' argument missing"],
  [
    "a value that is none of the choices",
    command,
    ["--how-far", "x"],
    /argument 'x' is invalid. Wanted: one of here, there/,
  ],
  [
    "options that exclude each other",
    command,
    ["--fast", "--slow"],
    "option '--slow' cannot be used with option '-f, --fast'",
  ],
  ["an argument of a command without any", bare, ["a"], "too many arguments. Expected 0 arguments but got 1."],
  ["no argument where one is needed", { ...bare, arguments: { "<NODE>": "" } }, [], "missing required argument 'NODE'"],
])(
  "%s is refused, and the usage is shown",
  (_, refusing: Command, args: readonly string[], reason: string | RegExp) => {
    const refused = () => readCommandLine(refusing, args);
    expect(refused).toThrow(UserError);
    expect(refused).toThrow(reason);
    expect(refused).toThrow(`\n\n${renderUsage(refusing)}`);
  },
);

test("arguments of another program are passed on unchanged", () => {
  const other: Command = { ...bare, passesOn: true };
  const args = ["get", "-h", "--", "-x"];
  expect(readCommandLine(other, args)).toEqual({ options: {}, positionals: args });
  expect(readCommandLine(other, ["--help"])).toBe(renderUsage(other));
});

describe("a command of commands", () => {
  const ran = jest.fn();
  const shown = jest.spyOn(console, "log").mockImplementation();
  const program: Command = { name: "", does: ["All."], examples: [], version: "1.2.3" };
  const other = runnable({ ...bare, passesOn: true }, ({ positionals }) => void ran(positionals));
  const loads = jest.fn(() => runnable(command, () => 7));
  const commands = { thing: { says: "Does a thing", load: loads }, c: { says: "Passes on", load: () => other } };
  const group = commandGroup(program, commands);
  beforeEach(() => jest.clearAllMocks());
  afterAll(() => shown.mockRestore());

  test("runs the named command, and returns its exit code", async () => {
    expect(await group.run(["thing", "a"])).toBe(7);
    expect(shown).not.toHaveBeenCalled();
  });

  test("passes arguments on unchanged, and loads no other command", async () => {
    expect(await group.run(["c", "--", "-x", "thing", "--help"])).toBe(0);
    expect(ran).toHaveBeenCalledWith(["--", "-x", "thing", "--help"]);
    expect(loads).not.toHaveBeenCalled();
  });

  test.each([
    [[], renderUsage(program, commands)],
    [["--help"], renderUsage(program, commands)],
    [["help"], renderUsage(program, commands)],
    [["help", "thing"], renderUsage(command)],
    [["thing", "--help"], renderUsage(command)],
    [["--version"], "1.2.3"],
  ])("with %j prints the requested text", async (args, text) => {
    expect(await group.run(args)).toBe(0);
    expect(shown.mock.calls).toEqual([[text]]);
  });

  test.each([
    [["thnig"], "unknown command 'thnig'\n(Did you mean thing?)"],
    [["thnig", "--help"], "unknown command 'thnig'"],
    [["help", "thnig"], "unknown command 'thnig'"],
    [["--fast"], "unknown option '--fast'"],
  ])("refuses %j with its usage", async (args, reason) => {
    await expect(group.run(args)).rejects.toThrow(reason);
    await expect(group.run(args)).rejects.toThrow("Does a thing");
  });
});

test("an error that the user can fix is shown without a stack trace, any other error with one", async () => {
  const said = jest.spyOn(console, "error").mockImplementation();
  const before = process.exitCode;
  try {
    await settingExitCode([], () => Promise.reject(new UserError("mend it")));
    expect(process.exitCode).toBe(1);
    const mistake = new TypeError("x");
    await settingExitCode([], () => Promise.reject(mistake));
    expect(said.mock.calls).toEqual([["mend it"], [mistake]]);
  } finally {
    process.exitCode = before;
    said.mockRestore();
  }
});

test("an error of the operating system gets a plain message, and an error of the program keeps its own", () => {
  const refused = Object.assign(new Error("EROFS: read-only file system, mkdir"), { code: "EROFS", syscall: "mkdir" });
  const failing = (error: Error) => () =>
    writing("out", () => {
      throw error;
    });
  expect(failing(refused)).toThrow(/^cannot write to out: a read-only file system$/);
  expect(failing(new TypeError("x"))).toThrow(TypeError);
  expect(fileTrouble(Object.assign(new Error("EBUSY: busy"), { code: "EBUSY" }))).toBe("EBUSY: busy");
});
