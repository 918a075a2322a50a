import { constants, existsSync, readFileSync } from "node:fs";
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { attempt } from "../host/shell";
import { type Accelerator, qemuProgram, trialArguments } from "./qemu";

/** Seconds that a kernel may take until its first output. */
const trialSeconds = 10;

/**
 * KVM if a guest really starts with it, otherwise emulation. It is not enough that `/dev/kvm` can be opened: in some
 * sandboxes it can, and a guest's kernel then hangs without output.
 */
export async function findAccelerator(kernel: string): Promise<Accelerator> {
  const opens = await access("/dev/kvm", constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  return opens && (await guestStarts(kernel)) ? "kvm" : "tcg";
}

/** Whether a kernel under KVM writes to its console. It has no root disk, so it ends by itself if it works. */
async function guestStarts(kernel: string): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundup-kvm-"));
  const console = path.join(folder, "console");
  try {
    await attempt(["timeout", `${trialSeconds}`, qemuProgram, ...trialArguments(kernel, console)]);
    return existsSync(console) && readFileSync(console, "utf8").includes("Linux version");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
