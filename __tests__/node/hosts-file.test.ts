import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../lab/host/shell";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

describe("node/hosts-file", () => {
  const folder = scratchFolder();
  const hosts = path.join(folder, "etc-hosts");
  const lines = path.join(folder, "lines");
  const own = "127.0.0.1 localhost\n192.0.2.9 printer\n";
  let script: string;

  const written = async (before: string, wanted: string) => {
    writeFileSync(hosts, before);
    writeFileSync(lines, wanted);
    await run([script]);
    return readFileSync(hosts, "utf8");
  };

  beforeAll(() => {
    script = scriptCopy("hosts-file", folder, { "=/etc/hosts": `=${hosts}`, "=/etc/groundup/hosts": `=${lines}` });
  });

  test("adds its lines and keeps the others", async () => {
    expect(await written(own, "172.31.0.10 api\n")).toBe(`${own}# groundup: begin\n172.31.0.10 api\n# groundup: end\n`);
  });

  test("replaces only its own lines", async () => {
    const before = await written(own, "172.31.0.10 api\n172.31.0.11 api\n");
    expect(await written(before, "172.31.0.12 api\n")).toBe(
      `${own}# groundup: begin\n172.31.0.12 api\n# groundup: end\n`,
    );
  });

  test("changes nothing the second time", async () => {
    const once = await written(own, "172.31.0.10 api\n");
    expect(await written(once, "172.31.0.10 api\n")).toBe(once);
  });
});
