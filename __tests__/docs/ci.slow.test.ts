import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { commands } from "../../bin/commands";
import { attempt } from "../../lab/host/shell";
import { standInForConftest } from "../support/conftest";
import { describeUnlessMissing } from "../support/missing";
import { missingForPython } from "../support/python";
import { recordedPlansFolder } from "../../tools/fixtures/recorded-plans";
import { scratchFolder } from "../support/scratch";
import { configOf, project, stackText } from "../../tools/fixtures/synthesized";

jest.setTimeout(120_000);
const read = (name: string) => parse(readFileSync(path.join(project, "docs", "ci", name), "utf8")) as any;

const githubSteps: { name?: string; run?: string }[] = read("github-actions.yml").jobs.cluster.steps;
const gitlabScript: string[] = read("gitlab-ci.yml")[".cluster"].script;

function linesOf(script: readonly string[]): string {
  return script.filter((line) => /conftest test/.test(line)).join("\n");
}

/** The shell of each workflow up to the review's verdict, with the stack already planned. */
const reviews = {
  "github-actions.yml": githubSteps.find(({ name }) => name === "Review")!.run!,
  "gitlab-ci.yml": gitlabScript.filter((line) => /allow=|code=0|exit "\$code"/.test(line)).join("\n"),
};
/** The shell of each workflow that holds rules against the stack and its plan, conftest installed. */
const policies = {
  "github-actions.yml": linesOf(githubSteps.find(({ name }) => name === "Policy")!.run!.split("\n")),
  "gitlab-ci.yml": linesOf(gitlabScript.flatMap((line) => line.split("\n"))),
};
const shells = {
  "github-actions.yml": githubSteps.flatMap(({ run }) => run ?? []).join("\n"),
  "gitlab-ci.yml": gitlabScript.join("\n"),
};

describe.each(Object.keys(shells) as (keyof typeof shells)[])("%s", (name) => {
  const folder = scratchFolder();

  test("contains valid bash and existing groundup commands", async () => {
    expect(await attempt(["bash", "-n"], { input: shells[name] })).toEqual({ code: 0, stdout: "", stderr: "" });
    const called = [...shells[name].matchAll(/npx groundup ([\w-]+)/g)].map(([, command]) => command);
    expect(called).toEqual(["synth", "review"]);
    expect(Object.keys(commands)).toEqual(expect.arrayContaining(called));
  });

  test.each([
    ["", 2],
    ["lose-quorum open-to-world", 0],
  ])("stops at a danger that is not allowed: %j", async (allow, expected) => {
    const place = path.join(folder, `allow-${allow.length}`);
    mkdirSync(place, { recursive: true });
    program(place, "npx", `shift; exec ${process.execPath} ${path.join(project, "bin", "groundup.js")} "$@"`);
    program(place, "terraform", `exec cat ${path.join(recordedPlansFolder, "open-to-world.json")}`);
    const env = { PATH: `${place}/bin:${process.env.PATH}`, STACK: "stack", ALLOW: allow };
    const { code, stderr } = await attempt(["bash", "-eo", "pipefail"], { cwd: place, env, input: reviews[name] });
    expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
    expect(readFileSync(path.join(place, "review.md"), "utf8")).toContain(
      "(`open-to-world`): anyone (0.0.0.0/0) can reach",
    );
  });

  describeUnlessMissing(missingForPython(), `the policy of ${name}`, () => {
    const good = stackText(configOf(""));
    const badStack = good.replace('"encrypted": true', '"encrypted": false');
    const openPlan = JSON.stringify(plannedRule("0.0.0.0/0"));
    const plan = JSON.stringify(plannedRule("203.0.113.7/32"));

    test.each([
      ["passes what is good", good, plan, 0],
      ["stops at a bad stack", badStack, plan, 1],
      ["stops at a bad plan", good, openPlan, 1],
    ])("%s", async (title, stack, planned, expected) => {
      const place = path.join(folder, title);
      mkdirSync(place, { recursive: true });
      symlinkSync(path.join(project, "docs"), path.join(place, "docs"));
      writeFileSync(path.join(place, "cdk.tf.json"), stack);
      writeFileSync(path.join(place, "plan.json"), planned);
      program(place, "terraform", "exec cat plan.json");
      program(place, "conftest", `exec ${(await standInForConftest()).join(" ")} "$@"`);
      const env = { PATH: `${place}/bin:${process.env.PATH}`, STACK: "." };
      const { code, stderr } = await attempt(["bash", "-eo", "pipefail"], { cwd: place, env, input: policies[name] });
      expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
    });
  });
});

/** A program of a test's own, in a folder's `bin`. */
function program(place: string, name: string, text: string): void {
  mkdirSync(path.join(place, "bin"), { recursive: true });
  writeFileSync(path.join(place, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

/** A plan of one rule that lets a range in by SSH. */
function plannedRule(cidr: string) {
  const after = { ip_protocol: "tcp", from_port: 22, to_port: 22, cidr_ipv4: cidr };
  const type = "aws_vpc_security_group_ingress_rule";
  return { resource_changes: [{ address: `${type}.a`, mode: "managed", type, change: { after } }] };
}
