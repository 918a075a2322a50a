import "./support/no-lab";
import { readFileSync } from "node:fs";
import path from "node:path";
import { commands, groundup } from "../bin/commands";
import { commandTree } from "../bin/command-tree";
import { attempt } from "../lab/host/shell";
import { type Command, type Commands, exitCodesOf, type Runnable } from "../lib/command-line";
import { project } from "../tools/fixtures/synthesized";
import { scratchFolder } from "./support/scratch";

jest.setTimeout(120_000);

/** Scripts that are other programs, or that npm runs by itself. */
const others = ["test", "test:all", "lint", "prepack"];

const { scripts } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

/** Every command with what leads to it. */
function every(list: Commands, before = ""): [string, string, Runnable][] {
  return Object.entries(list).flatMap(([name, { says, load }]) => {
    const one = load();
    const called = `${before}${name}`;
    return [[called, says, one] as [string, string, Runnable], ...every(one.commands ?? {}, `${called} `)];
  });
}
const all = every(commands);

describe.each(all)("groundup %s", (name, says, { command, run, commands: inner }) => {
  const shown = jest.spyOn(console, "log").mockImplementation();
  afterEach(() => shown.mockReset());

  test("shows a description and examples", async () => {
    expect(await run(["--help"])).toBe(0);
    const text = shown.mock.calls.join();
    expect(text).toMatch(new RegExp(`^Usage: groundup ${name} \\[options\\]`));
    expect(command.does[0]).toBe(`${says}.`);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) expect(text).toContain(`\n  ${example}\n`);
    for (const example of command.examples) expect(example).toContain(`groundup ${name.split(" ")[0]}`);
  });

  if (command.passesOn) return;
  test("refuses an option that it does not know, and shows its usage", async () => {
    await expect(run(["--nonsense"])).rejects.toThrow(/^unknown option '--nonsense'\n\nUsage: groundup /);
    if (inner) await expect(run(["nonsense"])).rejects.toThrow(/^unknown command 'nonsense'\n/);
  });
});

test("the tree contains every command once, each after its parent", () => {
  expect(commandTree(groundup).map(({ command }) => command.name)).toEqual(["", ...all.map(([name]) => name)]);
});

test("exit codes are numbers from 0 to 125, which no shell uses itself, or come from another program", () => {
  const codes = all.flatMap(([, , { command }]: [string, string, { command: Command }]) =>
    Object.keys(exitCodesOf(command)),
  );
  expect(codes.filter((code) => code !== "others" && !(Number(code) >= 0 && Number(code) <= 125))).toEqual([]);
});

describe("the scripts of package.json", () => {
  const own = Object.keys(scripts).filter((name) => !others.includes(name));
  const folder = scratchFolder();

  /** Runs a script as npm does, where one that ignores its options does no harm. */
  const script = (name: string, ...args: string[]) =>
    attempt(["sh", "-c", `${scripts[name]!} "$@"`, "sh", ...args], {
      cwd: project,
      env: { CDKTF_OUTDIR: path.join(folder, "out") },
    });

  test("call commands of groundup", () => {
    const programs = own.map((name) => scripts[name]!.replace(/^node bin\/groundup\.js ?/, ""));
    const names = ["", ...all.map(([name]) => name)];
    expect(programs.filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(["groundup", "synth", "docs:build"])("npm run %s passes options on", async (name) => {
    const [asked, refused] = [await script(name, "--help"), await script(name, "--nonsense")];
    expect({ ...asked, stdout: "" }).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(asked.stdout).toMatch(/^Usage: groundup /);
    expect({ ...refused, stderr: "" }).toEqual({ code: 1, stdout: "", stderr: "" });
    expect(refused.stderr).toContain(asked.stdout.trimEnd());
    expect(refused.stderr).not.toContain("    at ");
  });

  test("npm run lab passes --help to its subcommand", async () => {
    const { code, stdout } = await script("lab", "down", "--help");
    expect({ code, first: stdout.split("\n")[0] }).toEqual({ code: 0, first: "Usage: groundup lab down [options]" });
  });
});
