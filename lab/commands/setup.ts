import { installEmulator } from "../aws/emulator";
import { LabError } from "../errors";
import { interact } from "../host/shell";
import { buildHostImage } from "../image/build";
import { debianPackages, requirePrerequisites } from "../prerequisites";

/** Installs what the lab needs on Debian or Ubuntu, and what it keeps in the project's cache. */
export async function setup(): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const steps = [
    ["apt-get", "update", "-qq"],
    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...debianPackages()],
  ];
  for (const step of steps) {
    if ((await interact(step, { env })) !== 0) throw new LabError(`\`${step.join(" ")}\` failed; it said why above`);
  }
  await requirePrerequisites();
  await installEmulator();
  await buildHostImage();
}
