import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { attempt } from "../../lab/host/shell";
import { recordedPlansFolder } from "../support/recorded-plans";
import { scratchFolder } from "../support/scratch";
import { project } from "../support/synthesized";

jest.setTimeout(120_000);
const read = (name: string) => parse(readFileSync(path.join(project, "docs", "ci", name), "utf8")) as any;

const githubSteps: { name?: string; run?: string }[] = read("github-actions.yml").jobs.cluster.steps;
const gitlabScript: string[] = read("gitlab-ci.yml")[".cluster"].script;

/** The shell of each workflow up to the review's verdict, with the stack already planned. */
const reviews = {
  "github-actions.yml": githubSteps.find(({ name }) => name === "Review")!.run!,
  "gitlab-ci.yml": gitlabScript.filter((line) => /allow=|code=0|exit "\$code"/.test(line)).join("\n"),
};
const shells = {
  "github-actions.yml": githubSteps.flatMap(({ run }) => run ?? []).join("\n"),
  "gitlab-ci.yml": gitlabScript.join("\n"),
};

describe.each(Object.keys(shells) as (keyof typeof shells)[])("%s", (name) => {
  const folder = scratchFolder();

  test("is shell that bash reads, with scripts that the project has", async () => {
    expect(await attempt(["bash", "-n"], { input: shells[name] })).toEqual({ code: 0, stdout: "", stderr: "" });
    const { scripts } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")) as { scripts: object };
    const called = [...shells[name].matchAll(/npm run (?:--silent )?(\w+)/g)].map(([, script]) => script);
    expect(called).toEqual(["synth", "review"]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(called));
  });

  test.each([
    ["", 2],
    ["lose-quorum open-to-world", 0],
  ])("stops at a danger, unless it is allowed: %j", async (allow, expected) => {
    const place = path.join(folder, `allow-${allow.length}`);
    mkdirSync(path.join(place, "bin"), { recursive: true });
    for (const part of ["package.json", "scripts", "lib", "node_modules"])
      symlinkSync(path.join(project, part), path.join(place, part));
    const plan = path.join(recordedPlansFolder, "open-to-world.json");
    writeFileSync(path.join(place, "bin", "terraform"), `#!/bin/sh\nexec cat ${plan}\n`, { mode: 0o755 });
    const env = { PATH: `${place}/bin:${process.env.PATH}`, STACK: "stack", ALLOW: allow };
    const { code, stderr } = await attempt(["bash", "-eo", "pipefail"], { cwd: place, env, input: reviews[name] });
    expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
    expect(readFileSync(path.join(place, "review.md"), "utf8")).toContain(
      "(`open-to-world`): anybody (0.0.0.0/0) reaches",
    );
  });
});
