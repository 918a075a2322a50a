import "./support/no-lab";
import { readFileSync } from "node:fs";
import path from "node:path";
import { commands } from "../lab/commands";
import { attempt } from "../lab/host/shell";
import { scratchFolder } from "./support/scratch";
import { project } from "../tools/fixtures/synthesized";

jest.setTimeout(120_000);

/** Scripts that are other programs, or that npm runs by itself. */
const others = ["test", "test:all", "lint", "prepack"];

const { scripts } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};
const people = Object.keys(scripts).filter((name) => !others.includes(name));

const folder = scratchFolder();

/** Runs a script as npm does, where one that ignores its options does no harm. */
function script(name: string, ...args: string[]) {
  const env = {
    PATH: `${path.join(project, "node_modules", ".bin")}:${process.env.PATH}`,
    CDKTF_OUTDIR: path.join(folder, "out"),
  };
  return attempt(["sh", "-c", `${scripts[name]!} "$@"`, "sh", ...args], { cwd: project, env });
}

test("the scripts are there that are taken for other programs", () => {
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(others));
});

test.each(people)("npm run %s says how it is called, and refuses an option that it does not know", async (name) => {
  const [asked, refused] = [await script(name, "--help"), await script(name, "--nonsense")];
  expect({ ...asked, stdout: "" }).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(asked.stdout).toMatch(new RegExp(`^npm run (--silent )?${name}( |\n)`));
  expect(asked.stdout).toContain("-h, --help");
  expect({ ...refused, stderr: "" }).toEqual({ code: 1, stdout: "", stderr: "" });
  expect(refused.stderr).toContain("--nonsense");
  expect(refused.stderr).toContain(asked.stdout);
  expect(refused.stderr).not.toContain("    at ");
});

test("npm run lab hands --help to the command that is asked about", async () => {
  const { code, stdout } = await script("lab", "down", "--help");
  expect({ code, first: stdout.split("\n")[0] }).toEqual({ code: 0, first: "npm run lab -- down" });
});

describe.each(Object.entries(commands))("npm run lab -- %s", (name, { command, run }) => {
  const said = jest.spyOn(console, "log").mockImplementation();
  afterEach(() => said.mockReset());

  test("says how it is called", async () => {
    expect(await run(["--help"])).toBe(0);
    expect(said.mock.calls.join()).toMatch(new RegExp(`^npm run lab -- ${name}( |\n)`));
  });

  if (command.passesOn) return;
  test("refuses an option that it does not know", async () => {
    await expect(run(["--nonsense"])).rejects.toThrow(/--nonsense'\n\nnpm run lab -- /);
  });
});
