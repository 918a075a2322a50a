import { installEmulator } from "../aws/emulator";
import { LabError } from "../errors";
import { installPackages } from "../host/install-packages";
import { interact } from "../host/shell";
import { hostProvider } from "../instances/providers";
import { missingPackages, requirePrerequisites } from "../prerequisites";

/** Installs what the lab needs on Debian or Ubuntu, and what it keeps in the project's cache. */
export async function setup(): Promise<void> {
  const packages = await missingPackages();
  if (packages.length > 0) await installPackages(packages, step);
  await requirePrerequisites();
  await installEmulator();
  await hostProvider().prepare();
}

async function step(command: readonly string[]): Promise<void> {
  if ((await interact(command, { env: { DEBIAN_FRONTEND: "noninteractive" } })) === 0) return;
  throw new LabError(`\`${command.join(" ")}\` failed; it said why above`);
}
