import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt, run } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

const missing = [
  process.getuid?.() === 0 ? undefined : "root, who alone may give files to root",
  ...["jq", "tar", "sha256sum"].map(missingProgram),
];

describeUnlessMissing(missing, "node/install-artifact", () => {
  const folder = scratchFolder();
  const programs = path.join(folder, "programs");
  const bin = path.join(folder, "bin");
  let script: string;

  beforeAll(async () => {
    mkdirSync(path.join(folder, "content", "bin"), { recursive: true });
    writeFileSync(path.join(folder, "content", "bin", "tool"), "#!/bin/sh\n");
    await run(["tar", "-czf", path.join(folder, "archive"), "-C", path.join(folder, "content"), "bin"]);
    script = scriptCopy("install-artifact", folder, {
      "/var/cache/groundup": folder,
      "/var/lib/groundup/programs": programs,
    });
  });

  const install = (how: object) => attempt([script, "tool", "archive", JSON.stringify(how)]);
  const recorded = () => readFileSync(path.join(programs, "tool"), "utf8");

  test.each([
    ["members", { members: { "bin/tool": path.join(bin, "tool") } }, path.join(bin, "tool")],
    ["a folder", { folder: bin }, path.join(bin, "bin/tool")],
  ])("records each file that it installed from %s", async (_, how, file) => {
    expect(await install(how)).toMatchObject({ code: 0, stderr: "" });
    expect(recorded()).toBe("archive\n");
    expect(await run(["sha256sum", "--check", path.join(programs, "tool.files")])).toBe(`${file}: OK\n`);
  });

  test.each([
    ["before it was recorded", () => rmSync(path.join(programs, "tool"))],
    ["before it was renamed", () => linkSync(path.join(folder, "archive"), path.join(bin, "archive.groundup-new"))],
  ])("repeats an installation that was killed %s", async (_, kill) => {
    const how = { program: path.join(bin, "archive") };
    expect(await install(how)).toMatchObject({ code: 0, stderr: "" });
    kill();
    expect(await install(how)).toMatchObject({ code: 0, stderr: "" });
    expect(recorded()).toBe("archive\n");
    expect(existsSync(path.join(bin, "archive.groundup-new"))).toBe(false);
  });

  test("records nothing while only a part of the program is installed", async () => {
    await install({ members: { "bin/tool": path.join(bin, "tool") } });
    const { code } = await install({ members: { "bin/tool": "/proc/nowhere/tool" } });
    expect(code).not.toBe(0);
    expect(existsSync(path.join(programs, "tool"))).toBe(false);
  });
});
