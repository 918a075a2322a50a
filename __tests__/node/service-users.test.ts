import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { project } from "../../tools/fixtures/synthesized";

describeUnlessMissing(["jq"].map(missingProgram), "node/common.sh", () => {
  const folder = scratchFolder();
  const calls = path.join(folder, "calls");
  const [work, state, bin] = ["work", "state", "bin"].map((it) => path.join(folder, it)) as [string, string, string];
  const users = `${work}/tree/etc/sysusers.d/groundup.conf`;

  beforeAll(() => {
    for (const it of [bin, `${state}/pending`, path.dirname(users)]) mkdirSync(it, { recursive: true });
    for (const program of ["systemctl", "systemd-sysusers"]) {
      writeFileSync(path.join(bin, program), `#!/bin/sh\necho ${program} "$@" >>${calls}\n`);
      chmodSync(path.join(bin, program), 0o755);
    }
    const node = path.join(work, "tree/etc/groundup/node.json");
    mkdirSync(path.dirname(node), { recursive: true });
    writeFileSync(node, JSON.stringify({ units: [{ unit: "etcd.service", system: false }] }));
    writeFileSync(users, 'u etcd - "etcd of groundup"\n');
    for (const list of ["files", "changed"]) writeFileSync(path.join(work, list), "");
  });

  test.each(["start_units", "restart_units"])(
    "creates the service users before %s, and does not rely on a unit that systemd skips after boot",
    async (start) => {
      writeFileSync(calls, "");
      writeFileSync(path.join(state, "pending", "etcd.service"), "");
      const script = `set -euo pipefail; source "$SCRIPTS/common.sh"; wait_for_unit() { :; }; place_files; ${start}`;
      const environment = [`PATH=${bin}:${process.env.PATH}`, `SCRIPTS=${path.join(project, "node")}`];
      await run(["env", ...environment, `WORK=${work}`, `STATE=${state}`, "bash", "-c", script]);
      const called = readFileSync(calls, "utf8").trim().split("\n");
      expect(called).not.toContainEqual(expect.stringContaining("systemd-sysusers.service"));
      const created = called.indexOf(`systemd-sysusers ${users}`);
      const started = called.findIndex((call) => /^systemctl restart.* etcd\.service$/.test(call));
      expect(created).toBeGreaterThanOrEqual(0);
      expect(started).toBeGreaterThan(created);
    },
  );
});
