import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt, run } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";
import { project } from "../../tools/fixtures/synthesized";

describeUnlessMissing(["openssl"].map(missingProgram), "node/refuse-wrong-clock", () => {
  const folder = scratchFolder();
  const certificate = path.join(folder, "tree", "etc", "kubernetes", "pki", "kubelet.crt");
  let script: string;

  beforeAll(async () => {
    mkdirSync(path.dirname(certificate), { recursive: true });
    const request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    await run([...request, "-keyout", path.join(folder, "key"), "-out", certificate, "-days", "365", "-subj", "/CN=a"]);
    script = scriptCopy("refuse-wrong-clock", folder, { "until_ready 60": "until_ready 1" });
  });

  /** Runs it at another time: `date +%s` and `date --utc` alone ask for it. */
  function at(days: number) {
    const now = Math.floor(Date.now() / 1000) + days * 86400;
    const bin = path.join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    const clock = `#!/bin/sh\n[ "$1" = --date ] && exec /bin/date "$@"\nexec /bin/date --date @${now} "$@"\n`;
    writeFileSync(path.join(bin, "date"), clock, { mode: 0o755 });
    const environment = [`PATH=${bin}:${process.env.PATH}`, `SCRIPTS=${path.join(project, "node")}`, `WORK=${folder}`];
    return attempt(["env", ...environment, "bash", script]);
  }

  test("accepts a correct clock", async () => {
    expect(await at(0)).toMatchObject({ code: 0, stderr: "" });
  });

  test.each([
    ["is behind", -30],
    ["is ahead", 400],
  ])("refuses when it %s, and names the certificate and its dates", async (_, days) => {
    const { code, stderr } = await at(days);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\/etc\/kubernetes\/pki\/kubelet.crt is valid in this time:\nnotBefore=.*\nnotAfter=/);
    expect(stderr).toMatch(/nothing was touched\n.* found {3}.*\n.* wanted {2}.*\n.* do {6}check timedatectl/);
  });
});
