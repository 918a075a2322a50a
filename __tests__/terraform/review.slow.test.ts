import { readFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { type Emulator, startEmulator } from "../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../support/missing";
import { creation, Planner } from "../../tools/fixtures/plans";
import { recordedPlansFolder } from "../../tools/fixtures/recorded-plans";
import { scratchFolder } from "../support/scratch";
import { project } from "../../tools/fixtures/synthesized";

interface Planned {
  readonly type: string;
  readonly name: string;
  readonly change: { readonly after_sensitive: unknown };
}

const command = [process.execPath, "bin/groundup.js", "review"];

describeUnlessMissing(missingForEmulator(), "A plan that Terraform makes now", () => {
  const folder = scratchFolder();
  let emulator: Emulator;
  let plan: string;

  beforeAll(async () => {
    emulator = await startEmulator(folder);
    const planner = new Planner(folder, emulator.environment);
    await planner.init();
    plan = await planner.plan(creation);
  });
  afterAll(() => emulator?.stop());

  test("contains no value that Terraform marks as sensitive", () => {
    const { resource_changes: changes } = JSON.parse(plan) as { resource_changes: Planned[] };
    const records = changes.filter(({ type, name }) => type === "terraform_data" && /^scripts$|_files$/.test(name));
    const marks = records.map(({ change }) => JSON.stringify(change.after_sensitive));
    expect(marks.length).toBeGreaterThan(0);
    expect(marks.filter((mark) => mark.includes("true"))).toEqual([]);
  });

  test("gets the same review as its recording", async () => {
    const { code, stdout, stderr } = await attempt(command, { cwd: project, input: plan });
    const reviewed = path.join(recordedPlansFolder, "..", "reviews", "creation.txt");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: readFileSync(reviewed, "utf8"), stderr: "" });
  });
});
