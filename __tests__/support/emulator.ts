import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { amis } from "../../lab/aws/amis";
import { run } from "../../lab/host/shell";
import { cacheFolder, motoRequirement, projectRoot } from "../../lab/settings";

const python = path.join(cacheFolder, `moto-${motoRequirement.split("==")[1]}`, "bin", "python");

/** Runs TypeScript as it is. */
const tsx = path.join(projectRoot, "node_modules", ".bin", "tsx");

/** An AWS of this test's own. */
export interface Emulator {
  /** What makes Terraform take it for AWS. */
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Installs the lab's emulator; tests in other processes wait for it. */
async function install(): Promise<void> {
  mkdirSync(cacheFolder, { recursive: true });
  const script = `require(${JSON.stringify(path.join(projectRoot, "lab/aws/emulator"))}).installEmulator()`;
  await run(["flock", path.join(cacheFolder, "moto.lock"), tsx, "--eval", script], { cwd: projectRoot });
}

/** Starts an AWS without anything in it, on a port that the kernel chooses. */
export async function startEmulator(folder: string): Promise<Emulator> {
  await install();
  const images = path.join(folder, "amis.json");
  writeFileSync(images, JSON.stringify(amis()));
  // It must not outlive a test process that ends before its tests do.
  const program = ["--pdeathsig", "TERM", python, path.join(projectRoot, "lab/aws/moto_server.py")];
  const server = spawn("setpriv", [...program, "-H", "127.0.0.1", "-p", "0"], {
    env: { ...process.env, MOTO_AMIS_PATH: images, PYTHONUNBUFFERED: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const endpoint = await endpointOf(server);
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  return { environment, endpoint, stop: () => stop(server) };
}

function endpointOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr!.on("data", (chunk: Buffer) => {
      // Read to the end of the server's life: a full pipe would stop it.
      if (said.length < 10_000) said += chunk.toString();
      const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    server.on("error", reject);
    server.on("close", (code) => reject(new Error(`the AWS emulator ended with ${code}: ${said}`)));
  });
}

function stop(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.on("close", () => resolve());
    server.kill();
  });
}
