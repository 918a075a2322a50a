import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../errors";
import { partRuns, startPart } from "../host/parts";
import { sleep } from "../../lib/processes";
import { attempt, logFile, run } from "../host/shell";
import { cacheFolder, emulatorEndpoint, emulatorPort, emulatorRequirements, files, namespaces } from "../settings";
import { amis } from "./amis";

const part = "aws";
const versions = emulatorRequirements.map((requirement) => requirement.replace(/\[.*\]/, "").replace("==", "-"));
const environment = path.join(cacheFolder, versions.join("-"));
/** Exists once the Python environment is complete. */
const complete = path.join(environment, "complete");

/** The command that starts the emulator, without its address: `-H 127.0.0.1 -p 5000`. */
export const emulatorProgram: readonly string[] = [
  path.join(environment, "bin", "python"),
  path.join(__dirname, "moto_server.py"),
];

/** The emulator's environment variables: where it finds its files. */
export function emulatorEnvironment(at: Pick<typeof files, "amis" | "conditions" | "checked">) {
  return {
    MOTO_AMIS_PATH: at.amis,
    GROUNDUP_LAB_CONDITIONS: at.conditions,
    GROUNDUP_LAB_CHECKED: at.checked,
    PYTHONUNBUFFERED: "1",
  };
}

/** Installs the emulator into the project's cache unless it is installed. Returns whether it had to. */
export async function installEmulator(): Promise<boolean> {
  if (existsSync(complete)) return false;
  await mkdir(cacheFolder, { recursive: true });
  await run(["python3", "-m", "venv", "--clear", environment]);
  await run([path.join(environment, "bin", "pip"), "install", "--quiet", ...emulatorRequirements]);
  await writeFile(complete, "");
  return true;
}

/** Whether the emulator runs. It holds the account in memory. */
export function emulatorRuns(): boolean {
  return partRuns(part);
}

/** Starts the emulator in the operator's namespace, with an empty account. */
export async function startEmulator(): Promise<void> {
  await mkdir(files.aws, { recursive: true });
  await writeFile(files.amis, JSON.stringify(amis(), undefined, 2));
  await writeFile(files.requests, "");
  const env = {
    ...emulatorEnvironment(files),
    MOTO_ENABLE_RECORDING: "1",
    MOTO_RECORDER_FILEPATH: files.requests,
    GROUNDUP_LAB_STATUS: files.status,
  };
  const command = [...emulatorProgram, "-H", "0.0.0.0", "-p", `${emulatorPort}`];
  startPart(part, command, { namespace: namespaces.operator, env });
}

/**
 * Waits until the emulator answers.
 * @throws LabError if it does not answer within half a minute.
 */
export async function untilEmulatorAnswers(): Promise<void> {
  const question = ["curl", "-sf", "-o", "/dev/null", `${emulatorEndpoint}/moto-api/data.json`];
  for (let waited = 0; waited < 150; waited++) {
    if ((await attempt(question, { namespace: namespaces.operator })).code === 0) return;
    await sleep(200);
  }
  throw new LabError(`the AWS emulator did not answer within 30 s; its log ${logFile(part)} says why`);
}
