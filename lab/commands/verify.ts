import type { Given } from "../../lib/command-line";
import { verifyCluster, verifyExitCodes, verifyOptions } from "../../verify/verify";
import { loadCheckImage } from "../cluster/check-image";
import { hostChoice } from "../instances/providers";
import { labSite } from "../site";

/** The command line of `verify`. */
export const verifyCommand = {
  name: "lab verify",
  does: ["Checks the cluster in the lab.", "`groundup verify` checks a cluster elsewhere."],
  examples: ["groundup lab verify --security"],
  options: verifyOptions,
  exitCodes: verifyExitCodes,
} as const;

/**
 * Checks the lab's cluster.
 * @returns the exit code: 1 if a check failed.
 */
export function verify({ options }: Given<typeof verifyOptions>): Promise<number> {
  const find = async (folder: string) => {
    const site = await labSite(folder);
    // A node that was replaced since `up` lacks the image.
    if (options.image === undefined) await loadCheckImage();
    return site;
  };
  return verifyCluster(find, hostChoice().patience, options);
}
