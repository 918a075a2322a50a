import { type Command, readCommandLine, renderUsage } from "../../lib/command-line";
import { fileTrouble, UserError, writing } from "../../lib/user-error";

const command = {
  call: "npm run thing -- [FILE]",
  does: ["Does a thing."],
  arguments: { FILE: "what it is done to" },
  options: {
    fast: { type: "boolean", says: "do it fast" },
    to: { type: "string", multiple: true, value: "FOLDER", says: `where to: ${"a folder, ".repeat(12)}or another` },
  },
  environment: { THING: "which thing" },
  exitCodes: { 2: "half done" },
} as const satisfies Command;

test("a usage shows everything that a command takes, in lines that a terminal has room for", () => {
  expect(renderUsage(command)).toBe(
    `npm run thing -- [FILE]

Does a thing.

Arguments
  FILE  what it is done to

Options
  --fast       do it fast
  --to FOLDER  where to: a folder, a folder, a folder, a folder, a folder, a folder, a folder, a folder, a
               folder, a folder, a folder, a folder, or another
  -h, --help   this text

Environment
  THING  which thing

Exit codes
  0  done
  1  not done; standard error says why
  2  half done`,
  );
});

test("what is given is read", () => {
  const given = readCommandLine(command, ["a", "--fast", "--to", "x", "--to=y", "b"]);
  expect(given).toEqual({ options: { fast: true, to: ["x", "y"] }, positionals: ["a", "b"] });
  expect(readCommandLine(command, [])).toEqual({ options: {}, positionals: [] });
});

test.each(["--help", "-h"])("%s asks for help, whatever stands beside it", (asked) => {
  expect(readCommandLine(command, ["--unknown", asked])).toBeUndefined();
});

test.each([
  ["an unknown option", command, ["--slow"], "Unknown option '--slow'"],
  ["an unknown letter", command, ["-x"], "Unknown option '-x'"],
  ["an option without its value", command, ["--to"], "Option '--to <value>' argument missing"],
  ["a value for an option without one", command, ["--fast=yes"], "Option '--fast' does not take an argument"],
  ["an argument of a command without any", { call: "c", does: [] }, ["a"], "Unexpected argument 'a'"],
])("%s is refused with the usage", (_, refusing: Command, args, reason) => {
  const refused = new UserError(`${reason}\n\n${renderUsage(refusing)}`);
  expect(() => readCommandLine(refusing, args)).toThrow(refused);
});

test("another program's arguments are passed on as they are", () => {
  const other = { call: "c", does: [], passesOn: true };
  expect(readCommandLine(other, ["get", "-h", "--", "-x"])?.positionals).toEqual(["get", "-h", "--", "-x"]);
  expect(readCommandLine(other, ["--help"])).toBeUndefined();
});

test("what the system refuses is said in plain words, and a mistake of the program's stays what it is", () => {
  const refused = Object.assign(new Error("EROFS: read-only file system, mkdir"), { code: "EROFS", syscall: "mkdir" });
  const failing = (error: Error) => () =>
    writing("out", () => {
      throw error;
    });
  expect(failing(refused)).toThrow(/^cannot write to out: a file system that cannot be written to$/);
  expect(failing(new TypeError("x"))).toThrow(TypeError);
  expect(fileTrouble(Object.assign(new Error("EBUSY: busy"), { code: "EBUSY" }))).toBe("EBUSY: busy");
});
