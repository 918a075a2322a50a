import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt, run } from "../../lab/host/shell";
import { pinProvider, variables } from "../../tools/fixtures/terraform";
import { installPackage } from "../support/installed-package";
import { describeUnlessMissing, missingForEmulator } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { startTerraformSession, type TerraformSession, withCacheLocked } from "../support/terraform-session";

describeUnlessMissing(missingForEmulator(), "From the installed package", () => {
  const folder = scratchFolder();
  const stack = path.join(folder, "cdktf.out", "stacks", "first");
  let session: TerraformSession;
  let environment: TerraformSession["environment"];

  beforeAll(async () => {
    session = await startTerraformSession(folder);
    await installPackage(folder);
    environment = { ...session.environment, ...variables, TF_IN_AUTOMATION: "1" };
  });
  afterAll(() => session?.emulator.stop());

  const groundup = (args: string, input = "") =>
    attempt(["npx", "--no-install", "groundup", ...args.split(" ")], { cwd: folder, env: environment, input });
  const terraform = (...args: string[]) =>
    run([...withCacheLocked, "terraform", `-chdir=${stack}`, ...args], { env: environment });

  test("init, synth, plan and review lead to a reviewed plan", async () => {
    const flags = "--name first --region us-east-2 --masters 1 --workers 1 --ci none";
    expect(await groundup(`init ${flags}`)).toMatchObject({ code: 0, stderr: "" });
    expect(await groundup("synth")).toMatchObject({ code: 0 });
    pinProvider(stack);
    await terraform("init", "-input=false", "-no-color");
    await terraform("plan", "-input=false", "-no-color", "-out=plan");
    const { code, stdout, stderr } = await groundup("review", await terraform("show", "-json", "plan"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Safe: /);
    expect(stdout).toContain("master-0, worker-0: created");
    expect(stdout).toContain("from 203.0.113.7/32");
  });

  test("a danger in the cluster file ends with exit code 2", async () => {
    const file = path.join(folder, "cluster.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^# operatorCidrs: .*/m, "operatorCidrs: [0.0.0.0/0]"));
    expect(await groundup("synth")).toMatchObject({ code: 0 });
    await terraform("plan", "-input=false", "-no-color", "-out=plan");
    expect(await groundup("review", await terraform("show", "-json", "plan"))).toMatchObject({ code: 2, stderr: "" });
  });
});
