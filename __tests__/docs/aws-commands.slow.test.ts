import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../lab/host/shell";
import { documented } from "../../lab/scenario/documented";
import { type Emulator, startEmulator } from "../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../support/missing";
import { missingForPython, pythonPrograms } from "../support/python";
import { scratchFolder } from "../support/scratch";
import { machinesOnly } from "../../tools/fixtures/stack-parts";
import { stackOfFile } from "../../tools/fixtures/synthesized";
import { variables, Workspace } from "../../tools/fixtures/terraform";

// What operations.md has for the AWS CLI, to the letter, in a folder like a user's, against the emulator.
describeUnlessMissing([...missingForEmulator(), ...missingForPython()], "The AWS commands of operations.md", () => {
  const folder = scratchFolder();
  let emulator: Emulator;
  let environment: Record<string, string>;

  beforeAll(async () => {
    emulator = await startEmulator(folder);
    const programs = await pythonPrograms("awscli==1.46.3");
    environment = {
      ...emulator.environment,
      ...variables,
      PATH: `${programs}:${process.env.PATH}`,
      AWS_DEFAULT_REGION: "us-east-2",
      CHECKPOINT_DISABLE: "1",
      TF_CLI_ARGS_apply: "-auto-approve -input=false -no-color",
    };
  });
  afterAll(() => emulator?.stop());

  const operate = (heading: string, values: Readonly<Record<string, string>>) =>
    run(["bash", "-euc", documented(heading, values)], { cwd: folder, env: environment });

  test("fetch a snapshot from S3", async () => {
    const [snapshot, prefix, bucket] = ["20261126T120009Z.db", "my-cluster", "my-snapshots"];
    const source = path.join(folder, "source.db");
    writeFileSync(source, "what etcd knew");
    const put = ["curl", "--fail", "--silent", "--show-error", "--upload-file"];
    await run([...put, "/dev/null", `${emulator.endpoint}/${bucket}`]);
    await run([...put, source, `${emulator.endpoint}/${bucket}/${prefix}/master-0/${snapshot}`]);
    expect(await operate("Fetch a snapshot from S3", { bucket, prefix, snapshot })).toContain(snapshot);
    expect(readFileSync(path.join(folder, "etcd.db"), "utf8")).toBe("what etcd knew");
  });

  test("create the network of private nodes first, and find the subnet for a bastion", async () => {
    const name = "private-nodes";
    const stack = machinesOnly(stackOfFile("examples/private-nodes.yaml"));
    const workspace = new Workspace(path.join(folder, "cdktf.out", "stacks", name), stack, environment);
    await workspace.init();
    const printed = await operate("Private nodes", { name });
    const addressed = (await workspace.resources()).map(({ address, values }) => [address, values.id]);
    const ids = Object.fromEntries(addressed) as Record<string, string>;
    expect(printed).toContain(`"SubnetId": "${ids["aws_subnet.network_zone-0_public"]}"`);
    expect(Object.keys(ids)).toContain("aws_instance.worker-1");
  });
});
