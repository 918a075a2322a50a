import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderNextSteps, stateCautions } from "../lib/messages";
import { readTree } from "../tools/fixtures/read-tree";
import { configOf, project, stackText } from "../tools/fixtures/synthesized";

const folder = mkdtempSync(join(tmpdir(), "groundup-main-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The environment without what the test's own npm says. */
const { INIT_CWD: _, CLUSTER_FILE: __, CDKTF_OUTDIR: ___, ...clean } = process.env;

/** Runs a command with further environment. */
function run(command: string, env: Record<string, string>, cwd = project) {
  const { status, stdout, stderr } = spawnSync(command, {
    cwd,
    encoding: "utf8",
    env: { ...clean, ...env },
    shell: true,
  });
  return { status, stdout, stderr };
}

/** What `npm run synth` runs. */
const synth = `${join(project, "node_modules", ".bin", "tsx")} ${join(project, "main.ts")}`;

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("a valid cluster file", () => {
  const text = "{ name: good, operatorCidrs: [0.0.0.0/0] }";
  const file = write("good.yaml", text);
  const outdir = join(folder, "out");
  const result = run(synth, { CLUSTER_FILE: file, CDKTF_OUTDIR: outdir });

  test("is synthesized, and main.ts prints the next commands", () => {
    expect(result.status).toBe(0);
    const terraform = `  terraform -chdir=${outdir}/stacks/good`;
    expect(result.stdout.split("\n")).toEqual([
      `Kubernetes 1.37.1 (masters: 3, workers: 3) is in ${outdir}/stacks/good/cdk.tf.json`,
      "",
      "next:",
      `${terraform} init`,
      `${terraform} plan -out=plan`,
      `${terraform} show -json plan | npx groundup review`,
      `${terraform} apply plan`,
      "or, in the project's folder: npx cdktf deploy",
      "",
    ]);
  });

  test("gives warnings on standard error", () => {
    expect(result.stderr.trim().split("\n")).toEqual([
      expect.stringMatching(/^warning: operatorCidrs\[0\]: found 0\.0\.0\.0\/0/),
      expect.stringMatching(/^warning: the instances have 12 vCPUs: .*L-1216C47A/),
      expect.stringMatching(/^warning: the state is a local file that contains every private key/),
    ]);
  });

  test("gives the same bytes in every process", () => {
    expect(readTree(outdir)["stacks/good/cdk.tf.json"]).toBe(stackText(configOf(text)));
  });

  test("gives the same bytes from another folder, with a path relative to that folder", () => {
    const before = readTree(outdir);
    rmSync(outdir, { recursive: true });
    expect(run(synth, { CLUSTER_FILE: "good.yaml", CDKTF_OUTDIR: outdir }, folder).status).toBe(0);
    expect(readTree(outdir)).toEqual(before);
  });
});

test("cdktf's own commands get warnings as annotations, and no other output", () => {
  const { app } = JSON.parse(readFileSync(join(project, "cdktf.json"), "utf8")) as { app: string };
  const outdir = join(folder, "cdktf");
  const env = { CDKTF_OUTDIR: outdir, CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true" };
  const result = run(app, { ...env, CLUSTER_FILE: write("cli.yaml", "name: cli") });
  expect(result).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")).stacks.cli.annotations).toEqual([
    { constructPath: "cli", level: "@cdktf/warn", message: expect.stringContaining("12 vCPUs") },
    { constructPath: "cli", level: "@cdktf/warn", message: expect.stringContaining("the state is a local file") },
  ]);
});

test("the output announces Terraform's question for operator_cidrs if the cluster file has no operatorCidrs", () => {
  const asked = "Terraform asks for operator_cidrs";
  expect(renderNextSteps(configOf(""), "stack")).toContain(asked);
  expect(renderNextSteps(configOf("operatorCidrs: [203.0.113.7/32]"), "stack")).not.toContain(asked);
});

test("main.ts reports a folder that it cannot write to, without a stack trace", () => {
  const { status, stdout, stderr } = run(synth, { CDKTF_OUTDIR: write("no-folder", "") });
  const reason = `cannot write to ${folder}/no-folder: a file, where a folder should be\n`;
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: reason });
});

test("main.ts does not warn about the state if it is in S3", () => {
  const state = "backend: { s3: { bucket: states, key: k, region: us-east-2 } }";
  expect(stateCautions(configOf(state))).toEqual([]);
  expect(stateCautions(configOf(""))).toHaveLength(1);
});

describe("a cluster file with problems", () => {
  const outdir = join(folder, "untouched");
  mkdirSync(join(outdir, "stacks", "good"), { recursive: true });
  writeFileSync(join(outdir, "stacks", "good", "cdk.tf.json"), "{}");
  const file = write("bad.yaml", "{ nmae: x, masters: { count: 2 }, kubelet: { extraConfig: { clusterDNS: [] } } }");
  const { status, stdout, stderr } = run(synth, { CLUSTER_FILE: file, CDKTF_OUTDIR: outdir });

  test("ends with exit code 1, prints every problem and no stack trace", () => {
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/bad\.yaml: 3 problems, nothing was written/);
    for (const path of ["nmae", "masters.count", "kubelet.extraConfig.clusterDNS"]) {
      expect(stderr).toContain(`\n  ${path}\n`);
    }
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("does not change earlier output", () => {
    expect(readTree(outdir)).toEqual({ "stacks/good/cdk.tf.json": "{}" });
  });

  test("creates no folder", () => {
    const nowhere = join(folder, "nowhere");
    expect(run(synth, { CLUSTER_FILE: file, CDKTF_OUTDIR: nowhere }).status).toBe(1);
    expect(existsSync(nowhere)).toBe(false);
  });
});
