import path from "node:path";
import { describeUnlessMissing, missingForTerraform } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { variablesOnly } from "../../tools/fixtures/stack-parts";
import { stackOfFile } from "../../tools/fixtures/synthesized";
import { Workspace } from "../../tools/fixtures/terraform";

const base64Of = (bytes: number) => Buffer.alloc(bytes, "k").toString("base64");

describeUnlessMissing(missingForTerraform(), "A variable that the cluster file leaves to Terraform", () => {
  const folder = scratchFolder();

  const workspaceFor = (file: string) =>
    new Workspace(path.join(folder, path.basename(file)), variablesOnly(stackOfFile(file)));

  /** What Terraform says against a plan; nothing when it takes it. */
  async function refusals(workspace: Workspace, ...args: string[]): Promise<string[]> {
    const { stdout } = await workspace.attempt("plan", "-json", "-input=false", ...args);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { diagnostic?: { detail: string } });
    return events.flatMap(({ diagnostic }) => diagnostic?.detail ?? []);
  }

  const oneThatSays = (text: string) => [expect.stringMatching(new RegExp(`^${text}`))];

  describe("operator_cidrs", () => {
    let workspace: Workspace;
    beforeAll(() => {
      workspace = workspaceFor("cluster.yaml");
    });

    test("is required", async () => {
      const missing = oneThatSays('The root module input variable "operator_cidrs" is not set, and has no default');
      expect(await refusals(workspace)).toEqual(missing);
    });

    test.each([
      ["nothing", "[]"],
      ["an address without a prefix", '["203.0.113.7"]'],
      ["an address with bits beyond its prefix, which EC2 refuses", '["203.0.113.7/24"]'],
      ["an IPv6 range, which no rule of ours takes", '["2001:db8::/32"]'],
      ["a range and a word", '["203.0.113.7/32", "home"]'],
    ])(
      "refuses %s",
      async (_, value) => {
        const wanted = oneThatSays("Use at least one IPv4 range, such as 203.0.113.7/32");
        expect(await refusals(workspace, `-var=operator_cidrs=${value}`)).toEqual(wanted);
      },
      60_000,
    );

    test("accepts several ranges", async () => {
      const value = '["203.0.113.7/32", "198.51.100.0/24"]';
      expect(await refusals(workspace, `-var=operator_cidrs=${value}`)).toEqual([]);
    });
  });

  describe("encryption_key", () => {
    let workspace: Workspace;
    beforeAll(() => {
      workspace = workspaceFor("examples/s3-state-own-key-pair.yaml");
    });

    test.each([
      ["16 bytes", base64Of(16)],
      ["the guide's 64 bytes", base64Of(64)],
      ["what is not base64", "k".repeat(44)],
    ])(
      "refuses %s",
      async (_, value) => {
        const wanted = oneThatSays(
          "Use 32 bytes in base64, which are 44 characters. To generate a key: openssl rand -base64 32",
        );
        expect(await refusals(workspace, `-var=encryption_key=${value}`)).toEqual(wanted);
      },
      60_000,
    );

    test("accepts 32 bytes", async () => {
      expect(await refusals(workspace, `-var=encryption_key=${base64Of(32)}`)).toEqual([]);
    });
  });
});
