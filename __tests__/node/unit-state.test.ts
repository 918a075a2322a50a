import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt, run } from "../../lab/host/shell";
import { scratchFolder } from "../support/scratch";
import { project } from "../../tools/fixtures/synthesized";

/** What systemd 257 shows of units, as seen on hosts of the lab. */
const service = { Type: "exec", Result: "success", NRestarts: "0", ExecMainStatus: "0" };
const ended = { ...service, ActiveState: "activating", SubState: "auto-restart", Result: "exit-code" };
const pre = (status: number) =>
  `{ path=/usr/local/lib/groundup/etcd-member ; pid=908 ; code=exited ; status=${status} }`;
/** A main process that lived for some seconds. */
const lived = (seconds: number) => ({
  ExecMainStartTimestampMonotonic: "5000000",
  ExecMainExitTimestampMonotonic: `${5_000_000 + seconds * 1_000_000}`,
  ExecMainStatus: "1",
});
const now = 1_800_000_000;
const startedAgo = (seconds: number) => ({ ExecMainStartTimestamp: `@${now - seconds}` });

describe("node/unit-state", () => {
  const folder = scratchFolder();
  const bin = path.join(folder, "bin");
  beforeEach(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(bin, { recursive: true });
  });

  async function stateOf(shown: Readonly<Record<string, string>>, more = ""): Promise<string> {
    const text = Object.entries(shown).map(([key, value]) => `${key}=${value}\n`);
    writeFileSync(path.join(folder, "shown"), text.join("") + more);
    for (const [program, does] of Object.entries({ systemctl: `cat ${folder}/shown`, date: `echo ${now}` })) {
      writeFileSync(path.join(bin, program), `#!/bin/sh\n${does}\n`);
      chmodSync(path.join(bin, program), 0o755);
    }
    const script = path.join(project, "node", "unit-state");
    return (await run(["env", `PATH=${bin}:${process.env.PATH}`, `WORK=${folder}`, script, "a.service"])).trim();
  }

  test.each<[string, Record<string, string>, RegExp]>([
    ["runs", { ...service, ActiveState: "active", SubState: "running", ...startedAgo(9) }, /^active$/],
    ["was started just now", { ...service, ActiveState: "active", SubState: "running", ...startedAgo(0) }, /^running$/],
    [
      "has told systemd that it serves",
      { ...service, Type: "notify", ActiveState: "active", SubState: "running", ...startedAgo(0) },
      /^active$/,
    ],
    ["is a timer", { ActiveState: "active", SubState: "waiting", Result: "success" }, /^active$/],
    ["is done", { ...service, Type: "oneshot", ActiveState: "inactive", SubState: "dead" }, /^active$/],
    ["has its start ahead", { ...service, ActiveState: "inactive", SubState: "dead", Job: "70" }, /^queued$/],
    [
      "is not started by anybody",
      { ...service, ActiveState: "inactive", SubState: "dead" },
      /^failed: it does not run/,
    ],
    [
      "failed for good",
      { ...service, ActiveState: "failed", SubState: "failed", Result: "exit-code" },
      /^failed: result/,
    ],
    ["has no user", { ...ended, ExecMainStatus: "217" }, /^failed: systemd cannot execute it, status 217$/],
    ["has a preparation without a user", { ...ended, ExecStartPre: pre(217) }, /^failed: systemd cannot execute it/],
    ["asks to be tried again", { ...ended, ExecStartPre: pre(75) }, /^waiting: its ExecStartPre= waits for something/],
    ["gave up on others", { ...ended, ...lived(20) }, /^waiting: it ended after 20 s with status 1/],
    [
      "has yet to say that it serves",
      { ...service, Type: "notify", ActiveState: "activating", SubState: "start", ...startedAgo(5) },
      /^waiting: it has been starting for 5 s/,
    ],
  ])("prints the state of a unit that %s", async (_, shown, state) => {
    expect(await stateOf(shown)).toMatch(state);
  });

  test("reports a unit as failed at its third short run, and not before", async () => {
    const states = [];
    for (const NRestarts of ["0", "0", "1", "2"]) states.push(await stateOf({ ...ended, ...lived(1), NRestarts }));
    expect(states.slice(0, 3)).toEqual(["starting", "starting", "starting"]);
    expect(states[3]).toBe("failed: it ended 3 times within 3 s of its start, last with status 1");
  });

  test.each([
    ["its preparation fails", [pre(1)]],
    ["the first of two preparations fails", [pre(1), pre(0)]],
    ["the second of two preparations fails", [pre(0), pre(1)]],
  ])("reports a unit as failed when %s for the third time, and not before", async (_, preparations) => {
    const states = [];
    for (const NRestarts of ["0", "0", "1", "2"])
      states.push(await stateOf({ ...ended, NRestarts }, preparations.map((it) => `ExecStartPre=${it}\n`).join("")));
    expect(states.slice(0, 3)).toEqual(["starting", "starting", "starting"]);
    expect(states[3]).toBe("failed: its ExecStartPre= failed 3 times, last with status 1");
  });

  test("resets the count of failures when the preparation waits in between", async () => {
    for (const NRestarts of ["0", "1"]) await stateOf({ ...ended, ExecStartPre: pre(1), NRestarts });
    await stateOf({ ...ended, ExecStartPre: pre(75), NRestarts: "2" });
    expect(await stateOf({ ...ended, ExecStartPre: pre(1), NRestarts: "3" })).toBe("starting");
  });

  test("resets the count of short runs after a longer run", async () => {
    await stateOf({ ...ended, ...lived(1), NRestarts: "0" });
    await stateOf({ ...ended, ...lived(1), NRestarts: "1" });
    await stateOf({ ...ended, ...lived(20), NRestarts: "2" });
    expect(await stateOf({ ...ended, ...lived(1), NRestarts: "3" })).toBe("starting");
  });
});

describe("node/common.sh: report_units", () => {
  const folder = scratchFolder();

  function report(states: Readonly<Record<string, string>>) {
    const node = path.join(folder, "work/tree/etc/groundup/node.json");
    for (const it of [path.dirname(node), path.join(folder, "bin")]) mkdirSync(it, { recursive: true });
    writeFileSync(node, JSON.stringify({ units: Object.keys(states).map((unit) => ({ unit, system: false })) }));
    const cases = Object.entries(states).map(([unit, state]) => `${unit}) echo "${state}" ;;`);
    const programs = {
      "unit-state": `case $1 in ${cases.join(" ")} esac`,
      "bin/journalctl": 'echo "last words of $2"',
    };
    for (const [program, does] of Object.entries(programs)) {
      writeFileSync(path.join(folder, program), `#!/bin/bash\n${does}\n`);
      chmodSync(path.join(folder, program), 0o755);
    }
    const script = `set -euo pipefail; source ${project}/node/common.sh; report_units; echo went on`;
    const environment = [`PATH=${folder}/bin:${process.env.PATH}`, `SCRIPTS=${folder}`, `WORK=${folder}/work`];
    return attempt(["env", ...environment, "bash", "-c", script]);
  }

  test("lets a step continue if its units run or wait for other nodes", async () => {
    const { code, stdout } = await report({ "etcd.service": "waiting: for peers", "kubelet.service": "active" });
    expect(code).toBe(0);
    expect(stdout).toMatch(/etcd.service is waiting: for peers\n.*kubelet.service is active\nwent on/);
  });

  test("fails the step if a unit cannot run, and prints the last lines of its journal", async () => {
    const { code, stdout, stderr } = await report({
      "etcd.service": "failed: status 217",
      "kubelet.service": "active",
    });
    expect(code).not.toBe(0);
    expect(stdout).toContain("kubelet.service is active");
    expect(stdout).not.toContain("went on");
    expect(stderr).toContain("last words of etcd.service");
  });
});
