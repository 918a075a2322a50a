import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { LabError } from "./errors";
import { attempt } from "./host/shell";
import type { HostKind } from "./instances/provider";

/** A program that the lab runs, and how to get it. */
interface Prerequisite {
  readonly program: string;
  /** The package of Debian and Ubuntu; other programs have a sentence instead. */
  readonly debianPackage?: string;
  readonly hint?: string;
  /** A command that succeeds if the program is there. @default the program is on the path */
  readonly test?: readonly string[];
  /** The kind of hosts that needs it. @default every kind */
  readonly kind?: HostKind;
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
  { program: "python3", debianPackage: "python3-venv", test: ["python3", "-c", "import ensurepip"] },
  { program: "qemu-system-x86_64", debianPackage: "qemu-system-x86", kind: "machines" },
  { program: "sfdisk", debianPackage: "fdisk", kind: "machines" },
  { program: "mke2fs", debianPackage: "e2fsprogs", kind: "machines" },
  { program: "terraform", hint: "see https://developer.hashicorp.com/terraform/install" },
];

/** Debian packages that a lab with such hosts needs and this machine lacks. None of them contains Terraform. */
export async function missingPackages(kind: HostKind): Promise<string[]> {
  return (await missingPrograms(kind)).flatMap((it) => it.debianPackage ?? []);
}

/**
 * Checks that network namespaces can be entered.
 * @throws LabError that says what is missing.
 */
export function requireRoot(): void {
  if (process.platform !== "linux")
    throw new LabError("the lab needs Linux: its hosts are containers in network namespaces");
  if (process.getuid?.() !== 0)
    throw new LabError("the lab needs root for its network namespaces: run it with sudo -E");
}

/**
 * Checks that a lab can run on this machine.
 * @param kind of its hosts.
 * @throws LabError that names everything that is missing, and how to get it.
 */
export async function requirePrerequisites(kind: HostKind = "containers"): Promise<void> {
  requireRoot();
  const problems = [];
  const missing = await missingPrograms(kind);
  problems.push(...missing.flatMap(({ program, hint }) => (hint ? [`${program} is not installed: ${hint}`] : [])));
  const packages = missing.flatMap((it) => it.debianPackage ?? []);
  if (packages.length > 0) {
    const names = missing.filter((it) => it.debianPackage).map((it) => it.program);
    problems.push(
      `not installed: ${names.join(", ")}; \`npm run lab -- ${kind === "machines" ? "setup --machines" : "setup"}\` installs Debian's ${packages.join(" ")}`,
    );
  }
  if (problems.length > 0) throw new LabError(problems.join("\n"));
}

async function missingPrograms(kind: HostKind): Promise<Prerequisite[]> {
  const needed = prerequisites.filter((it) => !it.kind || it.kind === kind);
  const found = await Promise.all(needed.map(isThere));
  return needed.filter((_, index) => !found[index]);
}

async function isThere({ program, test }: Prerequisite): Promise<boolean> {
  return (await onPath(program)) && (!test || (await attempt(test)).code === 0);
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
