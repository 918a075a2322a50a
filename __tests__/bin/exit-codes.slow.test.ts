import "../support/no-lab";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { commandTree } from "../../bin/command-tree";
import { groundup } from "../../bin/commands";
import { attempt } from "../../lab/host/shell";
import { exitCodesOf } from "../../lib/command-line";
import { kinds } from "../../review/kinds";
import { recordedPlansFolder } from "../../tools/fixtures/recorded-plans";
import { project } from "../../tools/fixtures/synthesized";
import { scratchFolder } from "../support/scratch";

jest.setTimeout(120_000);
const folder = scratchFolder();
const commands = commandTree(groundup).map(({ command }) => command);
const codesOf = (name: string) => exitCodesOf(commands.find((one) => one.name === name)!);
const plan = (name: string) => path.join(recordedPlansFolder, `${name}.json`);

test.each([
  ["synth", ["--out", "out"], 0, "done"],
  ["synth", ["--cluster", "/nowhere"], 1, "failure; standard error says why"],
  ["synth", ["--nonsense"], 1, "failure; standard error says why"],
  ["lab", [], 0, "done"],
  ["dev", ["nonsense"], 1, "failure; standard error says why"],
  ["review", [plan("nothing")], 0, "nothing, safe or disruptive"],
  ["review", ["/nowhere"], 1, "could not review the plan"],
  ["review", [plan("open-to-world")], 2, "a dangerous finding that --allow does not name"],
  ["verify", ["--kubeconfig", "kubeconfig", "--only", "nodes"], 1, "a check failed"],
  ["drill", ["nonsense"], 1, "could not run"],
])("groundup %s %j ends with %d, as documented", async (name, args, code, meaning) => {
  writeFileSync(path.join(folder, "kubeconfig"), "{}");
  writeFileSync(path.join(folder, "cluster.yaml"), "");
  const program = [process.execPath, path.join(project, "bin", "groundup.js"), name, ...args];
  const ended = await attempt(program, { cwd: folder, env: { INIT_CWD: undefined, CLUSTER_FILE: undefined } });
  expect(ended.code).toBe(code);
  expect(codesOf(name)[code]).toContain(meaning);
});

test("groundup review documents the code of every kind of finding, and no other", () => {
  const given = new Set([0, 1, ...Object.values(kinds).map(({ exitCode }) => exitCode)]);
  expect(Object.keys(codesOf("review")).map(Number).sort()).toEqual([...given].sort());
});

test("docs/command-line.md has a row for every code that a command documents", () => {
  const page = readFileSync(path.join(project, "docs", "command-line.md"), "utf8");
  for (const { name, exitCodes = {} } of commands)
    for (const [code, says] of Object.entries(exitCodes))
      expect(page).toContain(`| \`groundup ${name}\` | ${code} | ${says} |`);
});
