import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Given, type Option } from "../lib/command-line";
import { UserError } from "../lib/user-error";
import { checkImage } from "./check-image";
import { Interruption } from "./interruption";
import { namespace } from "./kubectl";
import { patienceOf, patienceOption, setPatience } from "./patience";
import { areas, securityAreas } from "./registry";
import { renderJson, renderLine, renderSummary, renderWaiting, withoutRepeats } from "./report";
import { type CheckResult, type NamedCheck, runCheck, runChecks, select } from "./run";
import type { Site } from "./site/site";
import { Subject } from "./subject";

/** The options of every command that verifies a cluster. */
export const verifyOptions = {
  json: { type: "boolean", says: "print JSON for programs" },
  only: { type: "string", value: "TEXT,...", says: "run only checks whose name contains one of these texts" },
  security: { type: "boolean", says: "run the security checks instead" },
  disruptive: { type: "boolean", says: "also reboot a worker" },
  image: { type: "string", value: "IMAGE", says: `image of the check pods; default: ${checkImage}` },
  ...patienceOption,
} as const satisfies Readonly<Record<string, Option>>;

/** The exit codes of every command that verifies a cluster. */
export const verifyExitCodes = { 1: "the command failed, or a check failed" } as const;

/** How often the terminal shows what verify waits for, in milliseconds. */
const waitingInterval = 10_000;

type VerifyOptions = Given<typeof verifyOptions>["options"];

/**
 * Verifies a cluster, and prints the results.
 * @param find reaches the cluster; it may write to the folder, which is removed at the end.
 * @param usualPatience the factor on time limits, unless `--patience` gives another.
 * @returns the exit code: 1 if a check failed.
 * @throws UserError if the options select no check.
 */
export async function verifyCluster(
  find: (folder: string) => Promise<Site>,
  usualPatience: number,
  options: VerifyOptions,
): Promise<number> {
  setPatience(patienceOf(options.patience, usualPatience));
  const checks = checksFor(options);
  const folder = await mkdtemp(join(tmpdir(), "groundup-verify-"));
  try {
    return await verifySite(await find(folder), checks, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The checks that the options select.
 * @throws UserError if there is none.
 */
function checksFor(options: VerifyOptions): readonly NamedCheck[] {
  const checks = select(options.security ? securityAreas : areas, options);
  if (checks.length === 0) throw new UserError(`--only: no check has "${options.only}" in its name`);
  return checks;
}

/**
 * Runs checks against a cluster, and prints the results.
 * @returns the exit code: 1 if a check failed.
 */
async function verifySite(
  site: Site,
  checks: readonly NamedCheck[],
  { image = checkImage, json = false }: VerifyOptions,
): Promise<number> {
  const subject = new Subject(site, image);
  const start = Date.now();
  const results: CheckResult[] = [];
  const all = [...checks, cleanUp];
  const take = (result: CheckResult) => {
    if (!json) console.log(renderLine(withoutRepeats(result, results), all, process.stdout.isTTY));
    results.push(result);
  };
  const interruption = new Interruption();
  const open = new Set<string>();
  const timer = setInterval(() => open.size > 0 && console.error(renderWaiting([...open])), waitingInterval);
  try {
    const events = { started: (it: NamedCheck) => open.add(it.name), ended: (it: NamedCheck) => open.delete(it.name) };
    for (const result of runChecks(checks, subject, events)) take(await Promise.race([result, interruption.happened]));
  } finally {
    clearInterval(timer);
    if (subject.stage.used) take(await runCheck(cleanUp, subject));
    await subject.close();
    interruption.forget();
  }
  const seconds = (Date.now() - start) / 1000;
  console.log(
    json ? renderJson(subject.site.name, seconds, results) : `${renderSummary(results)}, in ${seconds.toFixed(1)} s`,
  );
  return results.some((result) => result.status === "failed") ? 1 : 0;
}

/** The removal of verify's namespace is itself a check: a cluster that cannot remove a namespace is not healthy. */
const cleanUp: NamedCheck = {
  area: "verify",
  name: "its namespace can be removed",
  run: async ({ stage }) => {
    await stage.remove();
    return `${namespace} is gone`;
  },
};
