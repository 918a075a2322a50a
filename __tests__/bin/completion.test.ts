import "../support/no-lab";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { commandTree } from "../../bin/command-tree";
import { groundup } from "../../bin/commands";
import { renderCompletion } from "../../bin/completion";
import { attempt } from "../../lab/host/shell";
import { kindNames } from "../../review/kinds";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";

const folder = scratchFolder();
const tree = commandTree(groundup);

/** What bash offers for the last word of a line. */
async function offered(line: string): Promise<string[]> {
  const script = path.join(folder, "groundup.bash");
  writeFileSync(script, renderCompletion.bash(tree));
  const words = line.split(" ");
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const input = [
    `source '${script}'`,
    `COMP_WORDS=(${quoted}) COMP_CWORD=${words.length - 1}`,
    "_groundup",
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join("\n");
  const { code, stdout, stderr } = await attempt(["bash", "-eu"], { input });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.split("\n").filter(Boolean);
}

test.each([
  ["groundup re", ["review"]],
  ["groundup lab po", ["power-cut"]],
  ["groundup dev pro", ["program-schemas"]],
  ["groundup review --m", ["--markdown"]],
  ["groundup lab up --ma", ["--machines"]],
  ["groundup schema --of ", ["cluster", "review"]],
  ["groundup review plan.json --allow open", kindNames.filter((name) => name.startsWith("open"))],
  // Files, which bash completes by itself.
  ["groundup review ", []],
  ["groundup synth --cluster ", []],
])("bash completes %j", async (line, expected) => {
  expect(await offered(line)).toEqual(expected);
});

test("bash offers all first-level commands, and options only after a dash", async () => {
  const first = Object.keys(groundup.commands!);
  expect(await offered("groundup ")).toEqual(first);
  expect(await offered("groundup -")).toEqual(["--help"]);
});

describeUnlessMissing([missingProgram("shellcheck")], "by shellcheck", () => {
  test("the script for bash has no syntax error", async () => {
    const { stdout } = await attempt(["shellcheck", "--shell=bash", "-"], { input: renderCompletion.bash(tree) });
    expect(stdout).toBe("");
  });
});

describeUnlessMissing([missingProgram("zsh")], "in zsh", () => {
  test("zsh loads the script, and completes commands and options", async () => {
    const script = path.join(folder, "groundup.zsh");
    writeFileSync(script, renderCompletion.zsh(tree));
    const input = [
      "autoload -U compinit && compinit -u -D",
      // What zsh's own functions are handed.
      "_describe() { print -l -- ${(P)2}; }",
      "_arguments() { print -l -- $@; }",
      `source '${script}'`,
      "words=(groundup la); CURRENT=2; _groundup",
      "words=(groundup lab up --); CURRENT=4; _groundup",
    ].join("\n");
    const { code, stdout, stderr } = await attempt(["zsh", "-f"], { input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("\nlab:Runs a cluster on this machine, without a cloud\n");
    expect(stdout).toContain("\n--machines[");
  });
});
