import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Given } from "../../lib/command-line";
import { patienceOf, setPatience } from "../../verify/patience";
import { checksFor, verifyExitCodes, verifyOptions, verifySite } from "../../verify/verify";
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
export async function verify({ options }: Given<typeof verifyOptions>): Promise<number> {
  setPatience(patienceOf(options.patience, hostChoice().patience));
  const checks = checksFor(options);
  const folder = await mkdtemp(path.join(tmpdir(), "groundup-verify-"));
  try {
    const site = await labSite(folder);
    // A node that was replaced since `up` lacks the image.
    if (options.image === undefined) await loadCheckImage();
    return await verifySite(site, checks, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
