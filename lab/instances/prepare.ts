import { findAccelerator } from "../machines/accelerator";
import { machineImage } from "../machines/image";
import { requirePrerequisites } from "../prerequisites";
import { type HostChoice, kindFor, providerOf, readHostChoice, usualPatience } from "./providers";

/**
 * Creates everything from which the lab's hosts start, and says what they will be.
 * @param machinesWanted whether the user asked for machines. @default the kind that the lab has
 * @throws LabError if the running lab has hosts of another kind, or a program is missing.
 */
export async function prepareHosts(
  machinesWanted: boolean | undefined,
  say: (text: string) => void,
): Promise<HostChoice> {
  const present = readHostChoice();
  const kind = kindFor(machinesWanted, present);
  await requirePrerequisites(kind);
  const provider = providerOf({ kind, accelerator: "tcg", patience: 1 });
  if (await provider.prepare()) say("built the image of the hosts");
  if (present) return present;
  const accelerator = kind === "machines" ? await findAccelerator(machineImage().kernel) : "kvm";
  if (kind === "machines") say(`the processors of machines are ${accelerator === "kvm" ? "KVM's" : "emulated"}`);
  return { kind, accelerator, patience: usualPatience(kind, accelerator) };
}
