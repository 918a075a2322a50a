import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Given } from "../../lib/command-line";
import { userPath } from "../../lib/config";
import { loadCheckImage } from "../cluster/check-image";
import { checkImage } from "../cluster/images";
import { LabError } from "../errors";
import { hostChoice } from "../instances/providers";
import { projectRoot } from "../settings";
import { Interruption } from "./interruption";
import { namespace } from "./kubectl";
import { areas, securityAreas } from "./registry";
import { renderJson, renderLine, renderSummary, renderWaiting, withoutRepeats } from "./report";
import { type CheckResult, type NamedCheck, runCheck, runChecks, select } from "./run";
import { patienceOf, patienceOption, setPatience } from "./patience";
import { labSite } from "./site/lab";
import { plainSite } from "./site/plain";
import { Subject } from "./subject";

/** How `verify` is called. */
export const verifyCommand = {
  call: "npm run lab -- verify [OPTIONS]",
  does: ["Checks that what is up is a cluster"],
  options: {
    json: { type: "boolean", says: "say it to a program" },
    only: { type: "string", value: "TEXT", says: "only checks whose name has it in it" },
    security: { type: "boolean", says: "check how it is hardened instead" },
    disruptive: { type: "boolean", says: "reboot a worker as well" },
    image: { type: "string", value: "IMAGE", says: `of the pods it tries the cluster with; default: ${checkImage}` },
    ...patienceOption,
    kubeconfig: { type: "string", value: "FILE", says: "a cluster elsewhere, with" },
    stack: { type: "string", value: "FOLDER", says: "  where its stack was applied, and" },
    cluster: { type: "string", value: "FILE", says: "  its cluster file, for what needs SSH or the plan" },
  },
  exitCodes: { 1: "not done, or a check failed" },
} as const;

/** How often somebody who waits is told what for, in milliseconds. */
const waitingInterval = 10_000;

/**
 * Checks a cluster: the lab's, or the one of a kubeconfig.
 * @returns the exit code: 1 when something failed.
 */
export async function verify({ options: values }: Given<typeof verifyCommand.options>): Promise<number> {
  setPatience(patienceOf(values.patience, values.kubeconfig ? 1 : hostChoice().patience));
  const checks = select(values.security ? securityAreas : areas, values);
  if (checks.length === 0) throw new LabError(`no check has ${values.only} in its name`);
  const folder = await mkdtemp(path.join(tmpdir(), "groundup-verify-"));
  try {
    const { kubeconfig, image = checkImage } = values;
    const site = kubeconfig ? await plainSite(folder, elsewhere(kubeconfig, values)) : await labSite(folder);
    // a node that was replaced since `up` does not have it
    if (!kubeconfig && image === checkImage) await loadCheckImage();
    return await verifySite(new Subject(site, image), checks, values.json ?? false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the user says of a cluster that is not the lab's. */
function elsewhere(kubeconfig: string, { stack, cluster }: Given<typeof verifyCommand.options>["options"]) {
  const given = (path?: string) => (path === undefined ? undefined : userPath(path, projectRoot));
  return { kubeconfig: userPath(kubeconfig, projectRoot), stack: given(stack), cluster: given(cluster) };
}

async function verifySite(subject: Subject, checks: readonly NamedCheck[], json: boolean): Promise<number> {
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

/** What verify leaves behind is a check of its own: a cluster that cannot let go of a namespace is not well. */
const cleanUp: NamedCheck = {
  area: "verify",
  name: "its namespace goes with all that is in it",
  run: async ({ stage }) => {
    await stage.remove();
    return `${namespace} is gone`;
  },
};
