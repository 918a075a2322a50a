import path from "node:path";
import { run } from "../../lab/host/shell";
import { type Emulator, startEmulator } from "../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { resourceCount } from "../../tools/fixtures/stack-parts";
import { clusterFiles, libraryStack, type Stack, stackOfFile } from "../../tools/fixtures/synthesized";
import { planned, variables, Workspace } from "../../tools/fixtures/terraform";

describeUnlessMissing(missingForEmulator(), "Terraform, of the real AWS provider and an emulated AWS,", () => {
  const folder = scratchFolder();
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator(folder);
  });
  afterAll(() => emulator?.stop());

  /** A bucket for state is there before the cluster is. */
  async function prepareBackend(stack: Stack): Promise<string[]> {
    const { s3 } = stack.terraform.backend as { s3?: { bucket: string } };
    if (!s3) return [];
    await run(["curl", "--fail", "--silent", "--request", "PUT", `${emulator.endpoint}/${s3.bucket}`]);
    return ["-backend-config=use_path_style=true"]; // buckets have no host names of their own on loopback
  }

  test.each([
    ...clusterFiles.map((file) => [file, () => stackOfFile(file)] as const),
    ["examples/library", libraryStack] as const,
  ])(
    "accepts and plans the whole of %s",
    async (file, synthesized) => {
      const stack = synthesized();
      const workspace = new Workspace(path.join(folder, path.basename(file, ".yaml")), stack, {
        ...emulator.environment,
        ...variables,
      });
      await workspace.init(...(await prepareBackend(stack)));
      const plan = await workspace.plan();
      expect(plan).toMatchObject({ code: planned.changes, stderr: "" });
      expect(plan.stdout).not.toContain("Warning:");
      expect(plan.stdout).toContain(`Plan: ${resourceCount(stack)} to add, 0 to change, 0 to destroy.`);
    },
    300_000,
  );
});
