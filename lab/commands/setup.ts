import { existsSync } from "node:fs";
import { installEmulator } from "../aws/emulator";
import { LabError } from "../errors";
import { attempt, interact } from "../host/shell";
import { hostProvider } from "../instances/providers";
import { missingPackages, requirePrerequisites } from "../prerequisites";

/** Packages that start a service of their own, which the lab has no use for. */
const services: Readonly<Record<string, string>> = { haproxy: "haproxy", "nginx-light": "nginx" };

/** Installs what the lab needs on Debian or Ubuntu, and what it keeps in the project's cache. */
export async function setup(): Promise<void> {
  const packages = await missingPackages();
  if (packages.length > 0) await install(packages);
  await requirePrerequisites();
  await installEmulator();
  await hostProvider().prepare();
}

async function install(packages: readonly string[]): Promise<void> {
  await step(["apt-get", "update", "-qq"]);
  await step(["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...packages]);
  if (!existsSync("/run/systemd/system")) return;
  for (const name of packages) if (services[name]) await attempt(["systemctl", "disable", "--now", services[name]]);
}

async function step(command: readonly string[]): Promise<void> {
  if ((await interact(command, { env: { DEBIAN_FRONTEND: "noninteractive" } })) === 0) return;
  throw new LabError(`\`${command.join(" ")}\` failed; it said why above`);
}
