import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadImage, replaceImage } from "../../lab/cluster/check-image";
import { hostProvider } from "../../lab/instances/providers";
import { scratchFolder } from "../support/scratch";

jest.mock("../../lab/instances/providers");

const folder = scratchFolder();
const image = "registry.example/tool:1";
const logOf = (host: string) => path.join(folder, host, "log");

/** Hosts by name, each with the answer of its ctr to `list`; undefined: without ctr. */
function hostsAre(answers: Readonly<Record<string, string | undefined>>): void {
  for (const [host, answer] of Object.entries(answers)) {
    const programs = path.join(folder, host);
    mkdirSync(programs, { recursive: true });
    writeFileSync(logOf(host), "");
    if (answer === undefined) continue;
    const script = `#!/bin/bash\necho "$*" >>${logOf(host)}\n[[ $* == *list* ]] || exit 0\n${answer}\n`;
    writeFileSync(path.join(programs, "ctr"), script, { mode: 0o755 });
  }
  jest.mocked(hostProvider).mockReturnValue({
    list: () => Promise.resolve(Object.keys(answers).map((instanceId) => ({ instanceId, running: true }))),
    inside: (host: string, script: string) =>
      Promise.resolve(["env", `PATH=${path.join(folder, host)}:/usr/bin:/bin`, "bash", "-c", script]),
  } as unknown as ReturnType<typeof hostProvider>);
}

const imported = (host: string) => readFileSync(logOf(host), "utf8").includes("images import");

/** An archive. Nothing reads it. */
function archive(): string {
  writeFileSync(path.join(folder, "archive"), "");
  return path.join(folder, "archive");
}

test("an image is loaded into hosts with containerd that lack it, and only there", async () => {
  hostsAre({ master: undefined, lacking: "", having: `echo ${image}` });
  expect(await loadImage(image, archive())).toBe(1);
  expect(["master", "lacking", "having"].filter(imported)).toEqual(["lacking"]);
});

test("an image is replaced on every host with containerd", async () => {
  hostsAre({ master: undefined, lacking: "", having: `echo ${image}` });
  await replaceImage(image, archive());
  expect(["master", "lacking", "having"].filter(imported)).toEqual(["lacking", "having"]);
});

test("a host whose containerd does not answer is an error, not a host without containerd", async () => {
  hostsAre({ broken: "echo 'cannot dial containerd.sock' >&2; exit 1" });
  await expect(loadImage(image, archive())).rejects.toThrow("cannot dial containerd.sock");
  await expect(replaceImage(image, archive())).rejects.toThrow("cannot dial containerd.sock");
});
