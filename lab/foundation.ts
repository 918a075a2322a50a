import { mkdir } from "node:fs/promises";
import { type Conditions, writeConditions } from "./aws/conditions";
import { emulatorRuns, startEmulator, untilEmulatorAnswers } from "./aws/emulator";
import { clear, leftovers } from "./clear";
import { endPart, partRuns, startPart } from "./host/parts";
import { recordSysctls } from "./host/sysctls";
import { startMirror } from "./mirror/server";
import { createNamespaces, namespacesExist } from "./network/namespaces";
import { files, namespaces, projectRoot } from "./settings";

const supervisor = "supervisor";

/**
 * Starts the parts that every cluster needs: namespaces, emulator, mirror. A lab that lost its emulator lost its
 * account, so everything else that it left is cleared first.
 * @param conditions how AWS behaves from now on
 */
export async function layFoundation(conditions: Conditions, say: (text: string) => void): Promise<void> {
  if (namespacesExist() && emulatorRuns()) {
    say("using the lab that is already up");
    await writeConditions(conditions);
  } else {
    const found = await leftovers();
    if (found.length > 0) {
      say(`an earlier lab left ${found.length} things behind (${found.slice(0, 3).join(", ")} ...): clearing them`);
      await clear();
    }
    for (const folder of [files.logs, files.run, files.aws]) await mkdir(folder, { recursive: true });
    recordSysctls();
    await createNamespaces();
    await writeConditions(conditions);
    await startEmulator();
  }
  await startMirror();
}

/** Starts the supervisor for a region. Restarts it if another version of it may be running. */
export async function startSupervisor(region: string): Promise<void> {
  if (partRuns(supervisor)) await endPart(supervisor);
  await untilEmulatorAnswers();
  const program = `${__dirname}/supervisor.ts`;
  startPart(supervisor, [process.execPath, "--import", "tsx", program, region], {
    namespace: namespaces.operator,
    cwd: projectRoot,
  });
}

/** The parts that must run, but do not. */
export function missingParts(): string[] {
  return [supervisor, "aws", "mirror"].filter((part) => !partRuns(part));
}
