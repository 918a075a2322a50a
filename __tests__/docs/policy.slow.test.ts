import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { standInForConftest } from "../support/conftest";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { missingForPython } from "../support/python";
import { scratchFolder } from "../support/scratch";
import { clusterFiles, project, stackOf, stackOfFile } from "../../tools/fixtures/synthesized";

const token = "instance metadata is served without a token (IMDSv1)";
const volume = "the root volume is not encrypted";
const world = "SSH is open to the world";
const rule = "aws_vpc_security_group_ingress_rule";

type Resources = ReturnType<typeof stackOf>["resource"];

/** Changes to the default cluster, and what the policy says of each. */
const bad: readonly [string, (resources: any) => unknown, string][] = [
  ["IMDSv1", (it) => (it.aws_instance["master-0"].metadata_options.http_tokens = "optional"), `master-0: ${token}`],
  ["no word of metadata", (it) => delete it.aws_instance["master-0"].metadata_options, `master-0: ${token}`],
  ["an open volume", (it) => (it.aws_instance["worker-1"].root_block_device.encrypted = false), `worker-1: ${volume}`],
  ["no word of a volume", (it) => delete it.aws_instance["worker-1"].root_block_device, `worker-1: ${volume}`],
  [
    "SSH for all",
    (it) => (it[rule].other = { ip_protocol: "tcp", from_port: 1, to_port: 99, cidr_ipv4: "0.0.0.0/0" }),
    `other: ${world}`,
  ],
  ["all for all", (it) => (it[rule].other = { ip_protocol: "-1", cidr_ipv6: "::/0" }), `other: ${world}`],
];

const interpreters = [
  ["conftest", () => [missingProgram("conftest")], () => Promise.resolve(["conftest"])],
  ["its stand-in", missingForPython, standInForConftest],
] as const;

describe.each(interpreters)("docs/policy, evaluated by %s", (name, missing, command) => {
  describeUnlessMissing(missing(), `judges (${name})`, () => {
    const folder = scratchFolder();
    let conftest: readonly string[];
    beforeAll(async () => {
      conftest = await command();
    });

    async function judge(json: unknown) {
      const file = path.join(folder, "judged.json");
      writeFileSync(file, JSON.stringify(json));
      const { code, stdout, stderr } = await attempt([...conftest, "test", "--policy", "docs/policy", file], {
        cwd: project,
      });
      expect(stderr).toBe("");
      return { code, said: [...stdout.matchAll(/ - main - (.*)/g)].map(([, text]) => text) };
    }

    test.each(clusterFiles)("accepts %s", async (file) => {
      expect(await judge(stackOfFile(file))).toEqual({ code: 0, said: [] });
    });

    test.each(bad)("refuses %s", async (_, change, said) => {
      const stack = stackOf() as { resource: Resources };
      change(stack.resource);
      expect(await judge(stack)).toEqual({ code: 1, said: [expect.stringContaining(said)] });
    });

    test("ignores open ports other than SSH", async () => {
      const stack = stackOf() as any;
      stack.resource[rule].other = { ip_protocol: "tcp", from_port: 80, to_port: 443, cidr_ipv4: "0.0.0.0/0" };
      expect(await judge(stack)).toEqual({ code: 0, said: [] });
    });

    test("refuses input that is neither a stack nor a plan", async () => {
      const manifest = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8"));
      const said = ["this is neither a synthesized stack nor the JSON of a plan"];
      expect(await judge(manifest)).toEqual({ code: 1, said });
    });
  });
});
