import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

/** What apt-get says of the lock that apt-daily.service holds; of its three locks the one that has no time limit. */
const locked = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 178 (python3)";

describe("node/packages", () => {
  const folder = scratchFolder();
  const bin = path.join(folder, "bin");
  const calls = path.join(folder, "calls");

  beforeAll(() => {
    mkdirSync(bin);
    writeFileSync(path.join(folder, "packages.list"), "conntrack\njq\n");
  });
  beforeEach(() => rmSync(calls, { force: true }));

  /** Runs it where `apt-get update` fails a number of times, and only jq is installed. */
  function install(failures: number, says: string, limit = 600) {
    const program = (name: string, lines: readonly string[]) => {
      writeFileSync(path.join(bin, name), ["#!/bin/bash", ...lines, ""].join("\n"));
      chmodSync(path.join(bin, name), 0o755);
    };
    program("dpkg-query", ["[[ ${@: -1} == jq ]] && echo -n installed || exit 1"]);
    program("sleep", []);
    program("apt-get", [
      `echo "$*" >>${calls}`,
      `if [[ $* == *update* ]] && (($(grep -c update ${calls}) <= ${failures})); then echo "${says}" >&2; exit 100; fi`,
    ]);
    const script = scriptCopy("packages", folder, {
      "/etc/groundup/packages": path.join(folder, "packages.list"),
      "limit=600": `limit=${limit}`,
    });
    return attempt(["env", `PATH=${bin}:${process.env.PATH}`, "bash", script]);
  }
  const called = () => readFileSync(calls, "utf8").trim().split("\n");

  test("waits while apt-daily.service holds the lock of the package lists", async () => {
    expect(await install(3, locked)).toMatchObject({ code: 0 });
    expect(called().filter((call) => call.includes("update"))).toHaveLength(4);
    expect(called().at(-1)).toMatch(/ install .* conntrack$/);
  });

  test("fails with apt's message if another process holds the lock for longer than a step may take", async () => {
    const { code, stderr } = await install(1_000_000, locked, 0);
    expect(code).toBe(1);
    expect(stderr).toContain(locked);
  });

  test("fails at once if apt fails for another reason", async () => {
    const { code, stderr } = await install(1, "E: The repository does not have a Release file.");
    expect(code).toBe(1);
    expect(stderr).toContain("does not have a Release file");
    expect(called()).toHaveLength(1);
  });
});
