import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../host/shell";
import { cacheFolder } from "../settings";

const kubernetes = "k8s.io/kubernetes";
const suite = `${kubernetes}/test/e2e`;
const runner = "github.com/onsi/ginkgo/v2/ginkgo";

/** The programs of a test suite. */
export interface Suite {
  /** Kubernetes' own tests. */
  readonly tests: string;
  /** Runs the tests in several processes. */
  readonly ginkgo: string;
}

/**
 * Kubernetes' tests of a version. The first time, they are built from the Go module, which takes half an hour on one
 * processor.
 * @throws LabError if Go is missing or the module does not build.
 */
export async function buildSuite(version: string, say: (text: string) => void): Promise<Suite> {
  const folder = path.join(cacheFolder, "conformance", version);
  const programs = { tests: path.join(folder, "e2e.test"), ginkgo: path.join(folder, "ginkgo") };
  if (existsSync(programs.tests) && existsSync(programs.ginkgo)) return programs;
  say(`building Kubernetes' tests of ${version} from their Go module: takes up to half an hour, only once`);
  const work = await mkdtemp(path.join(tmpdir(), "groundup-conformance-"));
  try {
    await writeModule(work, version);
    const options = { cwd: work, env: { CGO_ENABLED: "0" } };
    await run(["go", "mod", "tidy"], options);
    await run(["go", "build", "-trimpath", "-o", "ginkgo", runner], options);
    const release = ["-ldflags", linkerFlags(version)];
    await run(["go", "test", "-c", "-trimpath", ...release, "-o", "e2e.test", suite], options);
    await mkdir(folder, { recursive: true });
    for (const file of Object.values(programs)) await move(path.join(work, path.basename(file)), file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return programs;
}

/** Moves a file atomically, also to another disk. */
async function move(from: string, to: string): Promise<void> {
  await run(["cp", from, `${to}.new`]);
  await rename(`${to}.new`, to);
}

async function writeModule(folder: string, version: string): Promise<void> {
  const downloaded = await run(["go", "mod", "download", "-json", `${kubernetes}@v${version}`]);
  const { GoMod } = JSON.parse(downloaded) as { GoMod: string };
  await writeFile(path.join(folder, "go.mod"), goModule(version, await readFile(GoMod, "utf8")));
  const imports = [runner, suite].map((it) => `import _ "${it}"`);
  await writeFile(
    path.join(folder, "tools.go"),
    ["//go:build tools", "", "package tools", "", ...imports, ""].join("\n"),
  );
}

/**
 * The `go.mod` of a module that needs Kubernetes. Kubernetes' own libraries are in folders of its repository. The
 * released module lacks these folders; each library is also released as a module of its own.
 */
export function goModule(version: string, kubernetesGoMod: string): string {
  const libraries = [...kubernetesGoMod.matchAll(/(k8s\.io\/\S+) => \.\/staging\/\S+/g)].map(([, name]) => name!);
  const released = `v0.${version.split(".").slice(1).join(".")}`;
  return [
    "module groundup.internal/conformance",
    "",
    ...(kubernetesGoMod.match(/^(go|godebug) .*$/gm) ?? []),
    "",
    `require ${kubernetes} v${version}`,
    "",
    ...libraries.sort().map((name) => `replace ${name} => ${name} ${released}`),
    "",
  ].join("\n");
}

/** Sets the tests' version. The tests compare it with the cluster's, and select by it. */
function linkerFlags(version: string): string {
  const [major, minor] = version.split(".");
  const values = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  const set = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((name) =>
    Object.entries(values).map(([key, value]) => `-X ${name}.${key}=${value}`),
  );
  return ["-s", "-w", ...set].join(" ");
}
