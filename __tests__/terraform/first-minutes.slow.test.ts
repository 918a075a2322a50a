import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { attempt, run } from "../../lab/host/shell";
import { standInForConftest } from "../support/conftest";
import { describeUnlessMissing, missingForEmulator, missingProgram } from "../support/missing";
import { missingForPython } from "../support/python";
import { scratchFolder } from "../support/scratch";
import { patternOf, sessionOf } from "../support/session";
import { startTerraformSession, type TerraformSession, withCacheLocked } from "../support/terraform-session";
import { project } from "../../tools/fixtures/synthesized";
import { pinProvider } from "../../tools/fixtures/terraform";

/** What of the project the session's commands read. */
const sources = ["bin", "constructs", "components", "lib", "review", "tools", "verify"];
const parts = ["package.json", "cluster.yaml", "main.ts", ...sources];
const data = ["node", "cloudinit"];

const [clone, ...commands] = sessionOf(readFileSync(path.join(project, "docs", "install.md"), "utf8"));
const mark = "==== next command ====\n";

test("the comparison accepts an ellipsis only in place of whole lines", () => {
  expect("a\nb\nc\n").toMatch(patternOf("a\n…\nc"));
  expect("a\nc\n").toMatch(patternOf("a\n…\nc"));
  expect("a\nc\nd\n").not.toMatch(patternOf("a\n…\nc"));
  expect("b\na\n").not.toMatch(patternOf("a\n…"));
});

const missing = [...missingForEmulator(), ...missingForPython(), missingProgram("bash")];

describeUnlessMissing(missing, "The first minutes, as docs/install.md shows them", () => {
  const folder = scratchFolder();
  const stack = path.join(folder, "cdktf.out", "stacks", "k8s-cluster-from-ground-up");
  let session: TerraformSession;
  let environment: TerraformSession["environment"];

  beforeAll(async () => {
    session = await startTerraformSession(folder);
    for (const part of [...parts, ...data])
      cpSync(path.join(project, part), path.join(folder, part), { recursive: true });
    symlinkSync(path.join(project, "node_modules"), path.join(folder, "node_modules"));
    mkdirSync(stack, { recursive: true });
    pinProvider(stack);
    const plain = { TF_CLI_ARGS_init: "-no-color", TF_CLI_ARGS_plan: "-no-color -input=false" };
    environment = { ...session.environment, ...plain };
  });
  afterAll(() => session?.emulator.stop());

  test("begin with a clone, and print what docs/install.md shows", async () => {
    expect(clone).toEqual({ command: expect.stringMatching(/^git clone … .* && npm ci$/), output: "…" });
    const script = `exec 2>&1\n${commands.map(({ command }) => command).join(`\necho "${mark.trim()}"\n`)}\n`;
    const shell = [...withCacheLocked, "bash", "-eo", "pipefail", "-c", script];
    const { code, stdout } = await attempt(shell, { cwd: folder, env: environment });
    const printed = stdout.split(mark);
    for (const [index, { command, output }] of commands.entries()) {
      if (output) expect(`$ ${command}\n${printed[index]}`).toMatch(patternOf(`$ ${command}\n${output}`));
      else expect(printed[index]).toBe("");
    }
    expect(code).toBe(0);
  });

  test.each([
    ["203.0.113.7/32", 0],
    ["0.0.0.0/0", 1],
  ])("lead to a plan that docs/policy judges by the values of variables: %s", async (cidr, expected) => {
    const env = { ...environment, TF_VAR_operator_cidrs: JSON.stringify([cidr]) };
    await run(["terraform", "plan", "-out=judged"], { cwd: stack, env });
    const input = await run(["terraform", "show", "-json", "judged"], { cwd: stack, env });
    const policy = ["test", "--policy", path.join(project, "docs", "policy"), "--parser", "json", "-"];
    const { code, stderr } = await attempt([...(await standInForConftest()), ...policy], { input });
    expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
  });
});
