import path from "node:path";
import { attempt } from "../lab/host/shell";
import { recordedPlansFolder } from "../tools/fixtures/recorded-plans";
import { project } from "../tools/fixtures/synthesized";

jest.setTimeout(120_000);
const command = [process.execPath, "bin/groundup.js", "review"];
const review = (...args: string[]) => attempt([...command, ...args], { cwd: project });
const plan = (name: string) => path.join(recordedPlansFolder, `${name}.json`);

test.each([
  ["nothing to do", [plan("nothing")], 0],
  ["something disruptive", [plan("kubelet-field"), "--json"], 0],
  ["a danger", [plan("open-to-world")], 2],
  ["another danger than the one that is allowed", [plan("open-to-world"), "--allow", "lose-quorum"], 2],
  ["a danger that is allowed", [plan("open-to-world"), "--allow", "open-to-world", "--markdown"], 0],
])("the exit code of %s", async (_, args, expected) => {
  const { code, stdout, stderr } = await review(...args);
  expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
  expect(stdout).not.toBe("");
});

test("groundup review finds a plan in the user's current folder, also when npm runs it", async () => {
  const env = { INIT_CWD: recordedPlansFolder };
  const { code, stderr } = await attempt([...command, "nothing.json"], { cwd: project, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test.each([
  ["a file that is not there", ["/nowhere"], "cannot read /nowhere: no such file"],
  ["a folder", ["/"], "cannot read /: a folder"],
  ["an unknown danger", [plan("nothing"), "--allow", "everything"], "Wanted: one of destroy-cluster, "],
  ["an unknown option", ["--fast"], "Usage: groundup review [options] [PLAN]"],
  ["two plans", ["a", "b"], "Expected 1 argument but got 2"],
  ["two formats", [plan("nothing"), "--json", "--markdown"], "option '--markdown' cannot be used with option '--json'"],
])("groundup review reports %s without a stack trace", async (_, args, reason) => {
  const { code, stdout, stderr } = await review(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(reason);
  expect(stderr).not.toContain("    at ");
});
