import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../fixtures/emulator";
import { recordedPlansFolder } from "../fixtures/recorded-plans";
import { variables } from "../fixtures/terraform";
import { LabError } from "../../lab/errors";
import { attempt, run } from "../../lab/host/shell";
import { projectRoot } from "../../lab/settings";
import { enginesFolder } from "./build";
import { type Engine, nameOf } from "./engine";

/** The test of Node, as the table of results describes it. */
export const nodeRun =
  "npm ci, npm run synth, npx cdktf synth, npx cdktf deploy against the emulator; the package: npm pack, groundup init, npm install, groundup synth, inspect, diagram, review, npx cdktf synth";

const deploy = ["deploy", "--app", "node --require tsx/cjs tools/engines/app-without-steps.ts", "--auto-approve"];
const commands: readonly (readonly string[])[] = [
  ["npm", "ci", "--no-audit", "--no-fund"],
  ["npm", "run", "--silent", "synth"],
  ["npx", "cdktf", "synth"],
  ["npx", "cdktf", ...deploy, "--skip-provider-lock"],
];

/** The project that `groundup init` makes, with the package that `npm pack` makes. */
const project = "project";
const init = ["init", project, "--region", "us-east-2", "--groundup"];
const projectCommands: readonly (readonly string[])[] = [
  ["npx", "--no-install", "groundup", "synth"],
  ["npx", "--no-install", "groundup", "inspect"],
  ["npx", "--no-install", "groundup", "diagram"],
  ["npx", "--no-install", "groundup", "review", path.join(recordedPlansFolder, "nothing.json")],
  ["npx", "cdktf", "synth"],
];

/**
 * Runs a clone of the present commit with a version of Node.
 * @throws LabError if a command fails, or prints a warning that is not about the cluster file.
 */
export async function runNode(engine: Engine): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "groundup-node-"));
  const emulator = await startEmulator(folder);
  try {
    const clone = path.join(folder, "clone");
    await run(["git", "clone", "--quiet", projectRoot, clone]);
    const env = {
      ...variables,
      ...emulator.environment,
      PATH: `${await nodeFolder(engine)}:${process.env.PATH}`,
      CI: "true",
      CHECKPOINT_DISABLE: "1",
    };
    for (const command of commands) await withoutWarnings(command, clone, env);
    await runPackage(folder, clone, env);
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes the package in a clone, installs it in a project of its own, and runs the project's commands. */
async function runPackage(folder: string, clone: string, env: Record<string, string>): Promise<void> {
  await run(["npm", "pack", "--pack-destination", folder], { cwd: clone, env });
  const archive = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
  const start = [path.join(clone, "bin", "groundup.js"), ...init, `file:../${archive}`];
  await withoutWarnings(["node", ...start], folder, env);
  const cwd = path.join(folder, project);
  await run(["npm", "install", "--no-audit", "--no-fund"], { cwd, env });
  for (const command of projectCommands) await withoutWarnings(command, cwd, env);
}

/** The folder of `node`: npm has Node as a package. */
async function nodeFolder(engine: Engine): Promise<string> {
  const folder = path.join(enginesFolder, nameOf(engine));
  const bin = path.join(folder, "node_modules", "node", "bin");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path.join(bin, "node"))) await run(["npm", "install", "--prefix", folder, `node@${engine.version}`]);
  return bin;
}

async function withoutWarnings(command: readonly string[], cwd: string, env: Record<string, string>): Promise<void> {
  const { code, stdout, stderr } = await attempt(command, { cwd, env });
  const said = `${stdout}\n${stderr}`;
  const told = command.slice(0, 3).join(" ");
  if (code !== 0) throw new LabError(`${told} ended with ${code}: ${said.trim().split("\n").slice(-15).join("\n")}`);
  const warnings = foreignWarnings(said);
  if (warnings.length > 0) throw new LabError(`${told} warns: ${warnings.join("\n")}`);
}

/**
 * Warnings of npm, Node and packages. groundup's own warnings are about the cluster file: `warning: ...`, `WARN
 * [CLUSTER]`.
 */
export function foreignWarnings(said: string): string[] {
  return said.split("\n").filter((line) => /^npm warn|DeprecationWarning|\(node:\d+\)/i.test(line));
}
