import { rmSync, writeFileSync } from "node:fs";

/** Debian's hook that decides whether a package may start a service; 101: no (invoke-rc.d(8)). */
const policy = { file: "/usr/sbin/policy-rc.d", text: "#!/bin/sh\nexit 101\n" };

/** Packages with a service, and its name. The lab runs their programs itself, in its own namespaces. */
const services: Readonly<Record<string, string>> = { haproxy: "haproxy", "nginx-light": "nginx" };

/**
 * Installs Debian packages without starting or enabling their services: nginx would take port 80 of the machine.
 * @param run runs a command, and throws if it fails
 * @param policyFile @default /usr/sbin/policy-rc.d. An existing one belongs to the administrator and is kept
 */
export async function installPackages(
  packages: readonly string[],
  run: (command: readonly string[]) => Promise<void>,
  policyFile: string = policy.file,
): Promise<void> {
  const laid = layPolicy(policyFile);
  try {
    await run(["apt-get", "update", "-qq"]);
    await run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...packages]);
  } finally {
    if (laid) rmSync(policyFile, { force: true });
  }
  for (const name of packages) if (services[name]) await run(["update-rc.d", services[name], "disable"]);
}

/** Writes the policy unless one exists. Returns whether it did. */
function layPolicy(file: string): boolean {
  try {
    writeFileSync(file, policy.text, { flag: "wx", mode: 0o755 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
