import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { LabError } from "../errors";
import type { Accelerator } from "../machines/qemu";
import { machines } from "../machines/machines";
import { files } from "../settings";
import { containers } from "./containers";
import type { HostKind, HostProvider } from "./provider";

/** The kind of a lab's hosts, from its first `up` to its `down`. */
export interface HostChoice {
  readonly kind: HostKind;
  /** How the processors of machines are run. */
  readonly accelerator: Accelerator;
  /** Factor for the time limits of `verify` and scenarios, unless `--patience` sets another. */
  readonly patience: number;
}

/** Hosts of a lab without other options. */
const usual: HostChoice = { kind: "containers", accelerator: "kvm", patience: 1 };

/** How much slower than containers a kind of hosts is. An emulated processor has about a tenth of the speed. */
export function usualPatience(kind: HostKind, accelerator: Accelerator): number {
  if (kind === "containers") return 1;
  return accelerator === "kvm" ? 2 : 8;
}

/** Every kind of host that the lab supports. */
export const providers: readonly HostProvider[] = [containers, machines("tcg")];

/** The hosts of this lab; undefined if there is no lab. */
export function readHostChoice(): HostChoice | undefined {
  return existsSync(files.hosts) ? (JSON.parse(readFileSync(files.hosts, "utf8")) as HostChoice) : undefined;
}

/** Stores the hosts of this lab. */
export function writeHostChoice(choice: HostChoice): void {
  writeFileSync(files.hosts, JSON.stringify(choice, undefined, 2));
}

/**
 * The kind of hosts that `up` uses.
 * @param machinesWanted whether the user asked for machines. @default the kind that the lab has
 * @throws LabError if the running lab has hosts of another kind.
 */
export function kindFor(machinesWanted: boolean | undefined, present: HostChoice | undefined): HostKind {
  const wanted = machinesWanted ? "machines" : (present?.kind ?? usual.kind);
  if (!present || present.kind === wanted) return wanted;
  throw new LabError(`--machines: this lab's hosts are ${present.kind}; \`npm run lab -- down\` removes them first`);
}

/** The provider of a choice. */
export function providerOf({ kind, accelerator }: HostChoice): HostProvider {
  return kind === "machines" ? machines(accelerator) : containers;
}

/** The hosts of this lab, or those that it would have without further options. */
export function hostChoice(): HostChoice {
  return readHostChoice() ?? usual;
}

/** The provider of this lab's hosts. */
export function hostProvider(): HostProvider {
  return providerOf(hostChoice());
}
