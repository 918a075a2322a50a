import { existsSync } from "node:fs";
import { ApplyEvents } from "../apply-events";
import { LabError } from "../errors";
import { Progress } from "../progress";
import { files } from "../settings";
import { applyStack } from "../terraform-apply";

/** Destroys the cluster as a user would, by Terraform, and leaves the lab ready for the next `up`. */
export async function destroy(): Promise<void> {
  if (!existsSync(files.stack)) throw new LabError("there is no stack to destroy: `npm run lab -- up` makes one");
  const progress = new Progress();
  await applyStack("destroy", progress, new ApplyEvents((text) => progress.say(text)));
}
