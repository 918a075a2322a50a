import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

describeUnlessMissing(["jq", "flock"].map(missingProgram), "node/head-start", () => {
  const folder = scratchFolder();
  const began = path.join(folder, "began");
  const joined = path.join(folder, "joined");
  let script: string;

  beforeAll(() => {
    mkdirSync(path.join(folder, "scripts"));
    writeFileSync(path.join(folder, "scripts", "packages"), `#!/bin/sh\ntouch ${began}\n`, { mode: 0o755 });
    writeFileSync(path.join(folder, "artifacts.json"), JSON.stringify({ artifacts: [], imageArchives: [] }));
    script = scriptCopy("head-start", folder, {
      "/usr/local/lib/groundup": path.join(folder, "scripts"),
      "/etc/groundup/artifacts.json": path.join(folder, "artifacts.json"),
      "/run/groundup/lock": path.join(folder, "lock"),
      "/var/lib/groundup/joined": joined,
    });
  });

  test.each([
    ["works on a fresh node", false],
    ["leaves a node alone whose first step was faster", true],
  ])("%s", async (_, late) => {
    rmSync(began, { force: true });
    if (late) writeFileSync(joined, "");
    await attempt([script]);
    expect(existsSync(began)).toBe(!late);
  });
});
