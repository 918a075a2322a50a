import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Given, runCommand, usageError } from "../lib/command-line";
import { userPath } from "../lib/config";
import { patienceOf, setPatience } from "./patience";
import { plainSite } from "./site/plain";
import { checksFor, verifyExitCodes, verifyOptions, verifySite } from "./verify";

const project = path.join(__dirname, "..");

const command = {
  call: "npm run --silent verify -- --kubeconfig FILE [OPTIONS]",
  does: ["Checks whether the cluster of a kubeconfig works. `npm run lab -- verify` checks the lab's cluster."],
  options: {
    kubeconfig: { type: "string", value: "FILE", says: "of an administrator" },
    stack: { type: "string", value: "FOLDER", says: "the folder in which its stack was applied, and" },
    cluster: { type: "string", value: "FILE", says: "  its cluster file, for checks that need SSH or the plan" },
    ...verifyOptions,
  },
  exitCodes: verifyExitCodes,
} as const;

async function verify({ options }: Given<typeof command.options>): Promise<number> {
  const { kubeconfig, stack, cluster } = options;
  if (kubeconfig === undefined) throw usageError(command, "found no --kubeconfig; wanted: an administrator's");
  setPatience(patienceOf(options.patience, 1));
  const checks = checksFor(options);
  const given = (file?: string) => (file === undefined ? undefined : userPath(file, project));
  const folder = await mkdtemp(path.join(tmpdir(), "groundup-verify-"));
  try {
    const place = { kubeconfig: userPath(kubeconfig, project), stack: given(stack), cluster: given(cluster) };
    return await verifySite(await plainSite(folder, place), checks, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void runCommand(command, verify);
