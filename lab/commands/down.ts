import { clear, leftovers } from "../clear";
import { LabError } from "../errors";
import { sleep } from "../../lib/processes";
import { Progress } from "../progress";

/** How often clearing is tried. The next try finds what was created while the lab went down. */
const tries = 5;

/**
 * Removes the lab and everything that it created on this machine.
 * @throws LabError naming what could not be removed.
 */
export async function down(): Promise<void> {
  const progress = new Progress();
  let left = await leftovers();
  let trouble = "";
  if (left.length === 0) return progress.say("there is no lab on this machine");
  progress.say(`removing ${left.length} things`);
  for (let tried = 0; tried < tries && left.length > 0; tried++) {
    if (tried > 0) await sleep(500);
    trouble = await clear().then(told(progress), (error: Error) => error.message);
    left = await leftovers();
  }
  if (left.length === 0) return progress.say("nothing is left");
  throw new LabError(
    `could not remove: ${left.join(", ")}; end the programs that use them, and run down again\n${trouble}`,
  );
}

function told(progress: Progress): (restored: string[]) => string {
  return (restored) => {
    if (restored.length > 0) progress.say(`restored kernel settings: ${restored.join(", ")}`);
    return "";
  };
}
