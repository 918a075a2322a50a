import { existsSync } from "node:fs";
import { readClusterFile } from "../../components/derived/cluster-file";
import { ApplyEvents } from "../apply-events";
import { withoutBastion } from "../cluster/premises";
import { LabError } from "../errors";
import { Progress } from "../progress";
import { files } from "../settings";
import { applyStack } from "../terraform-apply";

/** Destroys the cluster with Terraform, as a user would. The lab stays ready for the next `up`. */
export async function destroy(): Promise<void> {
  if (!existsSync(files.stack)) throw new LabError("there is no stack to destroy: `npm run lab -- up` creates one");
  const progress = new Progress();
  const destroyStack = () => applyStack("destroy", progress, new ApplyEvents((text) => progress.say(text)));
  if (!existsSync(files.clusterFile)) return destroyStack(); // the stack came without one
  await withoutBastion(readClusterFile(files.clusterFile).config, destroyStack);
}
