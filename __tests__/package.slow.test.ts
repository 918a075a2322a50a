import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { run } from "../lab/host/shell";
import { readTree } from "../tools/fixtures/read-tree";
import { scratchFolder } from "./support/scratch";
import { libraryStack, project, type Stack } from "../tools/fixtures/synthesized";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

test("no dependency runs a script of its own at installation: each that has one is refused by name", () => {
  const read = (name: string) => JSON.parse(readFileSync(path.join(project, name), "utf8"));
  const locked = read("package-lock.json").packages as Record<string, { hasInstallScript?: true }>;
  const withScript = Object.keys(locked).filter((folder) => locked[folder]!.hasInstallScript);
  const refused = Object.fromEntries(withScript.map((folder) => [folder.replace(/^.*node_modules\//, ""), false]));
  expect(read("package.json").allowScripts).toEqual(refused);
});

/** Compiles, and loads the framework: seconds, and minutes on a machine that is busy. */
const patience = 300_000;

describe("the package that npm pack makes, in a folder of its own", () => {
  const folder = scratchFolder();
  const installed = path.join(folder, "node_modules", "groundup");
  const example = path.join(folder, "example");

  /** The package's own dependencies, and no others, from the project's node_modules. */
  function link(name: string): void {
    const target = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(target), { recursive: true });
    symlinkSync(path.join(project, "node_modules", name), target);
  }

  beforeAll(async () => {
    await run(["npm", "pack", "--pack-destination", folder], { cwd: project });
    const [archive] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    mkdirSync(installed, { recursive: true });
    await run(["tar", "-xzf", path.join(folder, archive!), "-C", installed, "--strip-components=1"]);
    const manifest = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8")) as Manifest;
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) link(name);
    cpSync(path.join(project, "examples", "library"), example, { recursive: true });
  }, patience);

  test("holds what was compiled, what it reads, and nothing else", () => {
    const files = Object.keys(readTree(installed));
    const known = /^(dist\/(index\.|(constructs|components|lib|files|cloudinit)\/)|[^/]+$)/;
    expect(files.filter((name) => !known.test(name))).toEqual([]);
    expect(files.filter((name) => !name.includes("/")).sort()).toEqual(
      expect.arrayContaining(["LICENSE", "README.md", "cluster.schema.json", "package.json"]),
    );
    expect(readdirSync(path.join(installed, "dist", "node"))).toEqual(readdirSync(path.join(project, "node")));
  });

  test(
    "offers what index.ts lists, and no other module",
    async () => {
      const probe = 'const all = Object.keys(require("groundup")).sort(); console.log(JSON.stringify(all))';
      const names = JSON.parse(await run(["node", "-e", probe], { cwd: folder })) as string[];
      expect(names).toEqual(["ConfigError", "KubernetesCluster", "clusterConfig"]);
      await expect(run(["node", "-e", 'require("groundup/dist/lib/cluster")'], { cwd: folder })).rejects.toThrow(
        "ERR_PACKAGE_PATH_NOT_EXPORTED",
      );
    },
    patience,
  );

  test(
    "synthesizes the example, as plain JavaScript, to what the sources synthesize",
    async () => {
      const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
      for (const name of readdirSync(example)) {
        const { outputText } = transpileModule(readFileSync(path.join(example, name), "utf8"), { compilerOptions });
        writeFileSync(path.join(example, name.replace(/\.ts$/, ".js")), outputText);
      }
      const outdir = path.join(folder, "out");
      await run(["node", path.join(example, "main.js")], { cwd: folder, env: { CDKTF_OUTDIR: outdir } });
      const text = readFileSync(path.join(outdir, "stacks", "platform", "cdk.tf.json"), "utf8");
      expect(JSON.parse(text) as Stack).toEqual(libraryStack());
    },
    patience,
  );

  test(
    "has types that the example compiles with",
    async () => {
      const options = ["--noEmit", "--skipLibCheck", "--strict", "--target", "ES2022", "--module", "node16"];
      const tsc = ["node", require.resolve("typescript/bin/tsc"), ...options, path.join(example, "main.ts")];
      await run(tsc, { cwd: folder });
    },
    patience,
  );
});
