import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { commands } from "../bin/commands";
import { attempt, run } from "../lab/host/shell";
import { readTree } from "../tools/fixtures/read-tree";
import { installPackage } from "./support/installed-package";
import { scratchFolder } from "./support/scratch";
import { recordedPlansFolder } from "../tools/fixtures/recorded-plans";
import { configOf, libraryStack, project, type Stack, stackText } from "../tools/fixtures/synthesized";

test("package.json refuses the installation script of each dependency that has one", () => {
  const read = (name: string) => JSON.parse(readFileSync(path.join(project, name), "utf8"));
  const locked = read("package-lock.json").packages as Record<string, { hasInstallScript?: true }>;
  const withScript = Object.keys(locked).filter((folder) => locked[folder]!.hasInstallScript);
  const refused = Object.fromEntries(withScript.map((folder) => [folder.replace(/^.*node_modules\//, ""), false]));
  expect(read("package.json").allowScripts).toEqual(refused);
});

/** Compiles, and loads the framework: seconds, and minutes on a machine that is busy. */
jest.setTimeout(300_000);

describe("the package that npm pack creates, installed in another folder", () => {
  const folder = scratchFolder();
  const installed = path.join(folder, "node_modules", "groundup");
  const example = path.join(folder, "example");

  beforeAll(async () => {
    await installPackage(folder);
    cpSync(path.join(project, "examples", "library"), example, { recursive: true });
  });

  test("contains the compiled code, the files that the code reads, and nothing else", () => {
    const files = Object.keys(readTree(installed));
    const houses = "bin|constructs|components|lib|node|cloudinit|review|verify";
    const known = new RegExp(`^(dist/(index\\.|(${houses})/)|bin/groundup.js$|docs/ci/|[^/]+$)`);
    expect(files.filter((name) => !known.test(name))).toEqual([]);
    expect(files.filter((name) => !name.includes("/")).sort()).toEqual(
      expect.arrayContaining(["CHANGELOG.md", "LICENSE", "README.md", "cluster.schema.json", "package.json"]),
    );
    expect(readdirSync(path.join(installed, "dist", "node"))).toEqual(readdirSync(path.join(project, "node")));
  });

  test("exports what index.ts lists, and no other module", async () => {
    const probe = 'const all = Object.keys(require("groundup")).sort(); console.log(JSON.stringify(all))';
    const names = JSON.parse(await run(["node", "-e", probe], { cwd: folder })) as string[];
    expect(names).toEqual(["ConfigError", "KubernetesCluster", "clusterConfig"]);
    await expect(run(["node", "-e", 'require("groundup/dist/lib/cluster")'], { cwd: folder })).rejects.toThrow(
      "ERR_PACKAGE_PATH_NOT_EXPORTED",
    );
  });

  test("synthesizes the example to the same JSON as the sources", async () => {
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
    for (const name of readdirSync(example)) {
      const { outputText } = transpileModule(readFileSync(path.join(example, name), "utf8"), { compilerOptions });
      writeFileSync(path.join(example, name.replace(/\.ts$/, ".js")), outputText);
    }
    const outdir = path.join(folder, "out");
    await run(["node", path.join(example, "main.js")], { cwd: folder, env: { CDKTF_OUTDIR: outdir } });
    const text = readFileSync(path.join(outdir, "stacks", "platform", "cdk.tf.json"), "utf8");
    expect(JSON.parse(text) as Stack).toEqual(libraryStack());
  });

  test("has types with which the example compiles", async () => {
    const options = ["--noEmit", "--skipLibCheck", "--strict", "--target", "ES2022", "--module", "node16"];
    const tsc = ["node", require.resolve("typescript/bin/tsc"), ...options, path.join(example, "main.ts")];
    await run(tsc, { cwd: folder });
  });

  describe("has the command", () => {
    const clone = ["lab", "drill", "docs", "dev"];
    const carried = Object.keys(commands).filter((name) => !clone.includes(name));
    const cluster = path.join(folder, "cluster");
    const groundup = (args: string, cwd = folder) =>
      attempt(["npx", "--no-install", "groundup", ...args.split(" ")], { cwd, env: { INIT_CWD: undefined } });

    test.each(carried)("%s, which shows its usage", async (name) => {
      const { code, stdout, stderr } = await groundup(`${name} --help`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(new RegExp(`^Usage: groundup ${name} `));
    });

    test.each(clone)("%s, which says that it needs a clone", async (name) => {
      const { code, stderr } = await groundup(name);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("needs a clone of groundup") });
      expect(stderr).not.toContain("    at ");
    });

    test("completion, which completes the commands of the package", async () => {
      const { code, stdout } = await groundup("completion bash");
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("groundup review --allow") });
      expect(stdout).not.toContain("groundup lab");
    });

    test("init, which creates a project that synth, inspect and diagram accept", async () => {
      const { version } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8"));
      expect(await groundup("--version")).toMatchObject({ code: 0, stdout: `${version}\n` });
      expect(await groundup("init cluster --region eu-central-1 --ci github")).toMatchObject({ code: 0, stderr: "" });
      expect(await groundup("synth", cluster)).toMatchObject({ code: 0 });
      const text = readFileSync(path.join(cluster, "cluster.yaml"), "utf8");
      const written = readFileSync(path.join(cluster, "cdktf.out", "stacks", "cluster", "cdk.tf.json"), "utf8");
      expect(written).toBe(stackText(configOf(text)));
      for (const command of ["inspect", "diagram", "iam-policy", "schema"])
        expect(await groundup(command, cluster)).toMatchObject({ code: 0, stderr: "" });
      expect(Object.keys(readTree(cluster))).toEqual(
        expect.arrayContaining(["inspect/worker-0/etc/kubernetes/kubelet.yaml", "diagram/network.svg"]),
      );
    });

    test("review, with its exit codes", async () => {
      const review = (plan: string) => groundup(`review ${path.join(recordedPlansFolder, `${plan}.json`)}`);
      expect(await review("nothing")).toMatchObject({ code: 0, stderr: "" });
      expect(await review("open-to-world")).toMatchObject({ code: 2, stderr: "" });
    });

    test("verify, which connects to the cluster of a kubeconfig", async () => {
      writeFileSync(path.join(folder, "kubeconfig"), "{}");
      const { code, stdout } = await groundup("verify --kubeconfig kubeconfig --only nodes");
      expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/failed/) });
    });
  });
});
