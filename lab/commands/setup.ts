import { installEmulator } from "../aws/emulator";
import type { Given } from "../../lib/command-line";
import { LabError } from "../errors";
import { installPackages } from "../host/install-packages";
import { interact } from "../host/shell";
import type { HostKind } from "../instances/provider";
import { providers } from "../instances/providers";
import { missingPackages, requirePrerequisites } from "../prerequisites";

/** The options of `setup`. */
export const setupOptions = {
  machines: { type: "boolean", says: "also install what `up --machines` needs: QEMU, and the image of the machines" },
} as const;

/** Installs what the lab needs on Debian or Ubuntu, and fills the project's cache. */
export async function setup({ machines = false }: Given<typeof setupOptions>["options"]): Promise<void> {
  const kinds: HostKind[] = machines ? ["containers", "machines"] : ["containers"];
  const packages = (await Promise.all(kinds.map(missingPackages))).flat();
  if (packages.length > 0) await installPackages(packages, step);
  for (const kind of kinds) await requirePrerequisites(kind);
  await installEmulator();
  for (const provider of providers.filter((it) => kinds.includes(it.kind))) await provider.prepare();
}

async function step(command: readonly string[]): Promise<void> {
  if ((await interact(command, { env: { DEBIAN_FRONTEND: "noninteractive" } })) === 0) return;
  throw new LabError(`\`${command.join(" ")}\` failed; its output above says why`);
}
