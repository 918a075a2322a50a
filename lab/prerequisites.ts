import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { LabError } from "./errors";

/** A program that the lab runs, and how to get it. */
interface Prerequisite {
  readonly program: string;
  /** Debian's and Ubuntu's package; other programs have a sentence instead. */
  readonly debianPackage?: string;
  readonly hint?: string;
}

const prerequisites: readonly Prerequisite[] = [
  { program: "podman", debianPackage: "podman" },
  { program: "ip", debianPackage: "iproute2" },
  { program: "nsenter", debianPackage: "util-linux" },
  { program: "sysctl", debianPackage: "procps" },
  { program: "nft", debianPackage: "nftables" },
  { program: "haproxy", debianPackage: "haproxy" },
  { program: "dnsmasq", debianPackage: "dnsmasq-base" },
  { program: "nginx", debianPackage: "nginx-light" },
  { program: "ssh", debianPackage: "openssh-client" },
  { program: "curl", debianPackage: "curl" },
  { program: "python3", debianPackage: "python3-venv" },
  { program: "terraform", hint: "see https://developer.hashicorp.com/terraform/install" },
];

/** Debian packages with all that the lab runs, besides Terraform. */
export function debianPackages(): string[] {
  return prerequisites.flatMap((it) => it.debianPackage ?? []);
}

/**
 * Makes sure that the lab can work on this machine.
 * @throws LabError that names everything that is missing, and how to get it.
 */
export async function requirePrerequisites(): Promise<void> {
  const problems = [];
  if (process.platform !== "linux")
    problems.push("the lab needs Linux: hosts are containers with real network namespaces");
  else if (process.getuid?.() !== 0) problems.push("the lab needs root for network namespaces: run it with sudo -E");
  const missing = await missingPrograms();
  problems.push(...missing.flatMap(({ program, hint }) => (hint ? [`${program} is not installed: ${hint}`] : [])));
  const packages = missing.flatMap((it) => it.debianPackage ?? []);
  if (packages.length > 0) {
    const names = missing.filter((it) => it.debianPackage).map((it) => it.program);
    problems.push(
      `not installed: ${names.join(", ")}; \`npm run lab -- setup\` installs Debian's ${packages.join(" ")}`,
    );
  }
  if (problems.length > 0) throw new LabError(problems.join("\n"));
}

async function missingPrograms(): Promise<Prerequisite[]> {
  const found = await Promise.all(prerequisites.map((it) => onPath(it.program)));
  return prerequisites.filter((_, index) => !found[index]);
}

async function onPath(program: string): Promise<boolean> {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  const tries = folders.map((folder) =>
    access(path.join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(tries)).includes(true);
}
