import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { amis } from "../../lab/aws/amis";
import { type Conditions, defaultConditions, writeConditions } from "../../lab/aws/conditions";
import { emulatorEnvironment, emulatorProgram } from "../../lab/aws/emulator";
import { run } from "../../lab/host/shell";
import { cacheFolder, projectRoot } from "../../lab/settings";

/** Runs TypeScript as it is. */
const tsx = path.join(projectRoot, "node_modules", ".bin", "tsx");

/** An AWS of this test's own. */
export interface Emulator {
  /** What makes Terraform take it for AWS. */
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: string;
  /** What it has logged so far, a line for each request. */
  log(): string;
  stop(): Promise<void>;
}

/** Installs the lab's emulator; tests in other processes wait for it. */
async function install(): Promise<void> {
  mkdirSync(cacheFolder, { recursive: true });
  const script = `require(${JSON.stringify(path.join(projectRoot, "lab/aws/emulator"))}).installEmulator()`;
  await run(["flock", path.join(cacheFolder, "moto.lock"), tsx, "--eval", script], { cwd: projectRoot });
}

/**
 * Starts an AWS without anything in it, on a port that the kernel chooses.
 * @param conditions how it behaves, where not as the lab's does by default; its choices are the same in every run.
 */
export async function startEmulator(folder: string, conditions: Partial<Conditions> = {}): Promise<Emulator> {
  await install();
  const [images, conditionsFile, checked] = ["amis.json", "conditions.json", "checked.json"].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  writeFileSync(images, JSON.stringify(amis()));
  await writeConditions({ ...defaultConditions(), seed: 1, ...conditions }, conditionsFile);
  // It must not outlive a test process that ends before its tests do.
  const program = ["--pdeathsig", "TERM", ...emulatorProgram];
  const server = spawn("setpriv", [...program, "-H", "127.0.0.1", "-p", "0"], {
    env: { ...process.env, ...emulatorEnvironment({ amis: images, conditions: conditionsFile, checked }) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  // Read to the end of the server's life: a full pipe would stop it.
  server.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const log = () => said;
  const endpoint = await endpointOf(server, log);
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  return { environment, endpoint, log, stop: () => stop(server) };
}

function endpointOf(server: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.stderr!.on("data", () => {
      const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(log())?.[1];
      if (address) resolve(address);
    });
    server.on("error", reject);
    server.on("close", (code) => reject(new Error(`the AWS emulator ended with ${code}: ${log()}`)));
  });
}

function stop(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.on("close", () => resolve());
    server.kill();
  });
}
