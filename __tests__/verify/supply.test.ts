import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt, run } from "../../lab/host/shell";
import { parseDownloads } from "../../lab/mirror/log";
import {
  allowedPaths,
  downloadProblems,
  processProblems,
  programProblems,
  programsScript,
} from "../../verify/checks/supply";
import { strictly } from "../../verify/subject";
import type { PinnedArtifact } from "../../lib/artifacts";
import { clusterOf } from "../../tools/fixtures/golden";
import { scratchFolder } from "../support/scratch";

const [a, b] = ["a".repeat(64), "b".repeat(64)];
const artifact = (name: string, sha256: string, install: PinnedArtifact["install"]): PinnedArtifact => ({
  ...{ name, version: "1.0.0", sha256, install, url: `https://v.example/${name}`, source: `https://v.example/${name}` },
});
const kubelet = artifact("kubelet", a, { program: "/usr/local/bin/kubelet" });
const cni = artifact("cni", b, { folder: "/opt/cni/bin" });
const asPinned = [
  `artifact kubelet ${a}`,
  `file kubelet ${a}  /usr/local/bin/kubelet`,
  `artifact cni ${b}`,
  `file cni ${a}  /opt/cni/bin/bridge`,
];

test("programs as they were pinned and installed have no problems", () => {
  expect(programProblems(asPinned.join("\n"), [kubelet, cni])).toEqual([]);
});

test.each([
  [
    "changed since",
    [...asPinned, "changed /opt/cni/bin/bridge: FAILED"],
    ["/opt/cni/bin/bridge differs from the installed file"],
  ],
  ["not there", asPinned.slice(2), ["kubelet is not recorded"]],
  ["of another archive", asPinned.map((line) => line.replace(b, a)), [`cni was installed from sha256:${a}`]],
  [
    "recorded with another digest than its own",
    asPinned.map((line) => line.replace(`file kubelet ${a}`, `file kubelet ${b}`)),
    [`kubelet was recorded as sha256:${b}`],
  ],
])("a program that is %s is named", (_, lines, problems) => {
  const found = programProblems(lines.join("\n"), [kubelet, cni]);
  expect(found).toEqual(problems.map((problem) => expect.stringContaining(problem) as string));
});

test("a service that runs a replaced file is named, and so is one that does not run", () => {
  const wanted = new Map([
    ["kubelet", "/usr/local/bin/kubelet"],
    ["etcd", "/usr/local/bin/etcd"],
  ]);
  expect(processProblems("kubelet /usr/local/bin/kubelet\netcd /usr/local/bin/etcd", wanted)).toEqual([]);
  expect(processProblems("kubelet /usr/local/bin/kubelet (deleted)\netcd ", wanted)).toEqual([
    "kubelet runs /usr/local/bin/kubelet (deleted), which should be /usr/local/bin/kubelet",
    "etcd runs nothing, which should be /usr/local/bin/etcd",
  ]);
});

test("a request for a file that no version pins is named, with the client", () => {
  const allowed = allowedPaths(clusterOf("artifacts: { mirror: http://mirror.example }"));
  const log = (path: string) => `172.31.0.20 - - [25/Nov/2026:10:17:33 +0000] "GET ${path} HTTP/1.1" 200 15 "-" "curl"`;
  const kubeletOf = (version: string) => log(`/dl.k8s.io/release/v${version}/bin/linux/amd64/kubelet`);
  const text = [kubeletOf("1.37.1"), "2026/11/25 10:11:45 [notice] 9294#9294: start", kubeletOf("1.36.4")].join("\n");
  expect(parseDownloads(text)).toHaveLength(2);
  expect(downloadProblems(parseDownloads(text), allowed)).toEqual([]);
  expect(downloadProblems(parseDownloads(kubeletOf("1.30.0")), allowed)).toEqual([
    "172.31.0.20 asked for /dl.k8s.io/release/v1.30.0/bin/linux/amd64/kubelet",
  ]);
});

describe("the records of programs on a node", () => {
  const folder = scratchFolder();
  const programs = path.join(folder, "programs");
  const program = path.join(folder, "kubelet");

  beforeEach(async () => {
    rmSync(programs, { recursive: true, force: true });
    mkdirSync(programs);
    writeFileSync(program, "a program");
    const [digest] = (await run(["sha256sum", program])).split(" ");
    writeFileSync(path.join(programs, "kubelet"), `${digest}\n`);
    writeFileSync(path.join(programs, "kubelet.files"), `${digest}  ${program}\n`);
  });

  const changed = async () =>
    (await run(["bash", "-c", strictly + programsScript(programs)]))
      .split("\n")
      .filter((line) => line.startsWith("changed"));

  test("show nothing about an unchanged program", async () => {
    expect(await changed()).toEqual([]);
  });

  test.each<[string, () => void, RegExp]>([
    ["has changed", () => writeFileSync(program, "another"), /^changed .*\/kubelet: FAILED$/],
    ["is gone", () => rmSync(program), /^changed .*\/kubelet: FAILED open or read$/],
    [
      "has a record that cannot be compared",
      () => writeFileSync(path.join(programs, "kubelet.files"), ""),
      /^changed kubelet.files: .*no properly formatted/,
    ],
  ])("name a program that %s", async (_, happens, line) => {
    happens();
    expect(await changed()).toEqual([expect.stringMatching(line)]);
  });

  test("are a failure if there are none", async () => {
    rmSync(programs, { recursive: true });
    expect((await attempt(["bash", "-c", strictly + programsScript(programs)])).code).not.toBe(0);
  });
});
