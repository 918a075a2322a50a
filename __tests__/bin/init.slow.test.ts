import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { type Answers, asking, withoutAsking } from "../../bin/init/answers";
import { problemsOf } from "../../bin/init/cluster-file";
import { attempt, run } from "../../lab/host/shell";
import { readTree } from "../../tools/fixtures/read-tree";
import { configOf, project } from "../../tools/fixtures/synthesized";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";

jest.setTimeout(120_000);
const folder = scratchFolder();
const program = [process.execPath, path.join(project, "bin", "groundup.js"), "init"];
const clean = { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined, INIT_CWD: undefined };
const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMgbYyjVoQdzXjMEtnqoxnQ0WXnXrYsyOQZqz5hCqsCT me@here";

/** Runs `groundup init` where nobody can be asked. */
const init = (args: readonly string[], cwd = folder, env: Record<string, string | undefined> = {}) =>
  attempt([...program, ...args], { cwd, env: { ...clean, ...env } });

/** A folder of a test's own. */
function place(name: string, files: Readonly<Record<string, string>> = {}): string {
  const own = path.join(folder, name);
  mkdirSync(own);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(own, file)), { recursive: true });
    writeFileSync(path.join(own, file), text);
  }
  return own;
}

describe("without a terminal", () => {
  test("init writes all files into a new folder, from options and defaults", async () => {
    const args = ["My Cluster", "--region", "eu-central-1", "--operator-cidr", "203.0.113.7/32"];
    const { code, stdout, stderr } = await init([...args, "--operator-cidr", "198.51.100.0/24", "--workers", "2"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const files = readTree(path.join(folder, "My Cluster"));
    expect(Object.keys(files).sort()).toEqual([".gitignore", "cdktf.json", "cluster.yaml", "package.json"]);
    expect(stdout.split("\n")[0]).toBe("wrote cluster.yaml, cdktf.json, package.json, .gitignore");
    const config = configOf(files["cluster.yaml"]!);
    expect(config).toMatchObject({
      name: "my-cluster",
      region: "eu-central-1",
      masters: { count: 3 },
      workers: { count: 2 },
      operatorCidrs: ["203.0.113.7/32", "198.51.100.0/24"],
    });
    expect(config.ssh).toEqual(configOf("").ssh);
  });

  test("the cluster file describes in comments the keys that it leaves out", async () => {
    await init(["commented", "--region", "us-east-2"]);
    const text = readFileSync(path.join(folder, "commented", "cluster.yaml"), "utf8");
    for (const commented of ["operatorCidrs", "ssh", "backend"]) expect(text).toContain(`\n# ${commented}: `);
    const uncommented = text.replaceAll(/^# (operatorCidrs|backend): /gm, "$1: ");
    expect(configOf(uncommented).backend.s3?.bucket).toBe("my-states");
  });

  test("package.json has the tested versions, and the override that cdktf-cli needs on current Node", async () => {
    await init(["packages", "--region", "us-east-2", "--groundup", "file:../groundup.tgz"]);
    const written = JSON.parse(readFileSync(path.join(folder, "packages", "package.json"), "utf8"));
    const own = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8"));
    expect(written.dependencies.groundup).toBe("file:../groundup.tgz");
    for (const name of Object.keys(own.peerDependencies))
      expect(written.dependencies[name]).toBe(own.devDependencies[name]);
    const terminal = "@cdktf/node-pty-prebuilt-multiarch";
    expect(written.devDependencies).toEqual({ [terminal]: own.devDependencies[terminal], "cdktf-cli": "0.21.0" });
    expect(written.overrides).toEqual({ [terminal]: `$${terminal}` });
  });

  test("the cluster file contains the user's public key, and the path of the private key next to it", async () => {
    const own = place("key", { "id.pub": `${publicKey}\n`, id: "private", "agent.pub": publicKey });
    await init(["a", "--region", "us-east-2", "--ssh-key", "id.pub"], own);
    expect(parse(readFileSync(path.join(own, "a", "cluster.yaml"), "utf8")).ssh).toEqual({
      authorizedKey: { publicKey, privateKeyFile: "id" },
    });
    await init(["b", "--region", "us-east-2", "--ssh-key", "agent.pub"], own);
    expect(parse(readFileSync(path.join(own, "b", "cluster.yaml"), "utf8")).ssh).toEqual({
      agent: true,
      authorizedKey: { publicKey },
    });
    const { code, stderr } = await init(["c", "--region", "us-east-2", "--ssh-key", "id"], own);
    expect(code).toBe(1);
    expect(stderr).not.toContain("\n    at ");
  });

  test("init names all missing options at once, and writes nothing", async () => {
    const own = place("+");
    const { code, stdout, stderr } = await init([], own);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("--name: ");
    expect(stderr).toContain("--region: ");
    expect(readTree(own)).toEqual({});
    expect((await init(["--name", "n"], own, { AWS_REGION: "us-west-2" })).code).toBe(0);
    expect(configOf(readTree(own)["cluster.yaml"]!)).toMatchObject({ name: "n", region: "us-west-2" });
  });

  test("init names all wrong values at once, and writes nothing", async () => {
    const { code, stderr } = await init(["wrong", "--region", "mars-1", "--masters", "2", "--operator-cidr", "x"]);
    expect(code).toBe(1);
    for (const key of ["region", "masters.count", "operatorCidrs[0]"]) expect(stderr).toContain(`\n  ${key}\n`);
    expect(Object.keys(readTree(folder)).filter((name) => name.startsWith("wrong"))).toEqual([]);
  });
});

test("init never overwrites a file: it names all existing files before it writes any", async () => {
  const files = { "cluster.yaml": "mine", ".github/workflows/cluster.yml": "mine" };
  const own = place("there", files);
  const { code, stdout, stderr } = await init(["--region", "us-east-2"], own);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("has cluster.yaml, .github/workflows/cluster.yml");
  expect(readTree(own)).toEqual(files);
});

test("init does not change an existing package.json or .gitignore, and shows what to add", async () => {
  const files = { "package.json": "{}", ".gitignore": "/node_modules\n*.tfstate\n" };
  const own = place("kept", files);
  const { code, stdout } = await init(["--region", "us-east-2"], own);
  expect(code).toBe(0);
  expect(readTree(own)).toMatchObject(files);
  const [ignores] = /Add to \.gitignore: .*/.exec(stdout)!;
  expect(ignores).toContain("cdktf.out/");
  expect(ignores).not.toMatch(/node_modules|\*\.tfstate( |$)/);
  const [override] = /npm pkg set .*/.exec(stdout)!;
  await run(["sh", "-c", override], { cwd: own });
  expect(JSON.parse(readTree(own)["package.json"]!).overrides).toEqual({
    "@cdktf/node-pty-prebuilt-multiarch": "npm:@lydell/node-pty@1.1.0",
  });
});

describe("the workflow", () => {
  const example = (name: string) => readFileSync(path.join(project, "docs", "ci", name), "utf8");
  const [github, gitlab] = [example("github-actions.yml"), example("gitlab-ci.yml")];

  async function repository(name: string, remote: string): Promise<string> {
    const own = place(name);
    await run(["git", "init", "--quiet"], { cwd: own });
    await run(["git", "remote", "add", "origin", remote], { cwd: own });
    return own;
  }

  test.each([
    ["git@github.com:me/cluster.git", ".github/workflows/cluster.yml", github],
    ["https://gitlab.example.com/me/cluster.git", ".gitlab-ci.yml", gitlab],
  ])("of a repository from %s", async (remote, file, text) => {
    const own = await repository(`remote-${file.length}`, remote);
    expect((await init(["--name", "n", "--region", "us-east-2"], own)).code).toBe(0);
    expect(readTree(own)[file]).toBe(text);
  });

  test("is written next to an existing .gitlab-ci.yml, and init shows the line that includes it", async () => {
    const own = place("gitlab", { ".gitlab-ci.yml": "mine" });
    const { stdout } = await init(["--region", "us-east-2"], own);
    expect(readTree(own)).toMatchObject({ ".gitlab-ci.yml": "mine", ".gitlab/cluster.gitlab-ci.yml": gitlab });
    expect(stdout).toContain("Add to .gitlab-ci.yml: include: [{ local: .gitlab/cluster.gitlab-ci.yml }]");
  });

  test("is the one that --ci selects, or none", async () => {
    const own = await repository("choice", "git@github.com:me/cluster.git");
    expect((await init(["--name", "n", "--region", "us-east-2", "--ci", "none"], own)).code).toBe(0);
    expect(Object.keys(readTree(own)).filter((name) => name.startsWith(".git") && name.endsWith(".yml"))).toEqual([]);
    const { code, stderr } = await init(["other", "--region", "us-east-2", "--ci", "jenkins"]);
    expect(code).toBe(1);
    expect(stderr).toContain("one of github, gitlab, none");
  });
});

describe("questions", () => {
  const defaults = { name: "here", masters: "3", workers: "3", sshKey: "generated", operatorCidrs: "" };
  const problems = (answers: Answers) => problemsOf(answers, (file) => file);

  /** Answers in turn; what is shown is kept. */
  function terminal(...lines: string[]) {
    const shown: string[] = [];
    const ask = (question: string) => {
      shown.push(question);
      return Promise.resolve(lines.shift()!);
    };
    return { ask, say: (text: string) => void shown.push(text), shown, lines };
  }

  test("are asked for values that no option sets, with defaults", async () => {
    const at = terminal("", "eu-west-1", "", "5", "", "203.0.113.7/32, 198.51.100.0/24");
    const answers = await asking({}, defaults, at, problems);
    expect(answers).toEqual({
      ...{ name: "here", region: "eu-west-1", masters: "3", workers: "5", sshKey: "generated" },
      operatorCidrs: "203.0.113.7/32, 198.51.100.0/24",
    });
    expect(at.shown[0]).toBe("Name of the cluster [here]: ");
    const few = terminal("eu-west-1");
    const { region: _, ...given } = answers;
    expect(await asking(given, defaults, few, problems)).toEqual(answers);
    expect(few.shown).toEqual(["AWS region: "]);
  });

  test("are repeated while an answer has a problem, which is shown", async () => {
    const at = terminal("UP", "up", "", "mars-1", "us-east-2", "2", "1", "", "/nowhere.pub", "", "1.2.3.4/8", "");
    const answers = await asking({}, defaults, at, problems);
    expect(at.lines).toEqual([]);
    expect(answers).toMatchObject({ name: "up", region: "us-east-2", masters: "1", sshKey: "generated" });
    const shown = at.shown.join("\n");
    for (const said of ["write up:", "found   mars-1", "use 3:", "/nowhere.pub: no such file", "1.2.3.4/32"])
      expect(shown).toContain(said);
  });

  test("are not asked without a terminal: options are used, and defaults for the rest", () => {
    expect(withoutAsking({ name: "n", region: "r" }, defaults)).toEqual({ ...defaults, name: "n", region: "r" });
  });

  describeUnlessMissing([missingProgram("script")], "on a real terminal", () => {
    /** Types each line when its question has been shown: what is typed earlier meets a terminal that is not set up yet. */
    function onTerminal(args: string, answers: readonly (readonly [question: string, typed: string])[]) {
      const command = `${program.join(" ")} ${args}`;
      const env = { ...process.env, ...clean };
      const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], { cwd: folder, env });
      const open = [...answers];
      let stdout = "";
      child.stdout.on("data", (chunk: Buffer) => {
        stdout += chunk.toString();
        if (open[0] && stdout.includes(open[0][0])) child.stdin.write(open.shift()![1]);
      });
      return new Promise<{ code: number | null; stdout: string }>((resolve) =>
        child.on("close", (code) => resolve({ code, stdout })),
      );
    }

    test("are answered line by line", async () => {
      const { code, stdout } = await onTerminal("typed", [
        ["Name of the cluster", "\n"],
        ["AWS region", "eu-west-1\n"],
        ["Number of masters", "1\n"],
        ["Number of workers", "2\n"],
        ["SSH key", "\n"],
        ["Address ranges", "\n"],
      ]);
      expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("AWS region: ") });
      const text = readFileSync(path.join(folder, "typed", "cluster.yaml"), "utf8");
      expect(configOf(text)).toMatchObject({ name: "typed", region: "eu-west-1", masters: { count: 1 } });
    });

    test("stop at the end of the input, and nothing is written", async () => {
      const { code, stdout } = await onTerminal("ended", [
        ["Name of the cluster", "\n"],
        ["AWS region", "\u0004"],
      ]);
      expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining("nothing was written") });
      expect(Object.keys(readTree(folder)).filter((name) => name.startsWith("ended"))).toEqual([]);
    });
  });
});
