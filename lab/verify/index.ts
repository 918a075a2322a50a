import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadCheckImage } from "../cluster/check-image";
import { checkImage } from "../cluster/images";
import { LabError } from "../errors";
import { Interruption } from "./interruption";
import { namespace } from "./kubectl";
import { areas, securityAreas } from "./registry";
import { renderJson, renderLine, renderSummary, renderWaiting, withoutRepeats } from "./report";
import { type CheckResult, type NamedCheck, runCheck, runChecks, select } from "./run";
import { labSite } from "./site/lab";
import { plainSite } from "./site/plain";
import { Subject } from "./subject";

/** How `verify` is called. */
export const verifyUsage = `  verify                check that what is up is a cluster
         --json                  say it to a program
         --only TEXT             only checks whose name has it in it
         --security              check how it is hardened instead
         --disruptive            reboot a worker as well
         --image IMAGE           of the pods it tries the cluster with
         --kubeconfig FILE       a cluster elsewhere, with
           --stack FOLDER          where its stack was applied, and
           --cluster FILE          its cluster file, for what needs SSH or the plan`;

const options = {
  json: { type: "boolean" },
  only: { type: "string" },
  security: { type: "boolean" },
  disruptive: { type: "boolean" },
  image: { type: "string", default: checkImage },
  kubeconfig: { type: "string" },
  stack: { type: "string" },
  cluster: { type: "string" },
} as const;

/** How often somebody who waits is told what for, in milliseconds. */
const patience = 10_000;

/**
 * Checks a cluster: the lab's, or the one of a kubeconfig.
 * @returns the exit code: 1 when something failed.
 */
export async function verify(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options });
  const checks = select(values.security ? securityAreas : areas, values);
  if (checks.length === 0) throw new LabError(`no check has ${values.only} in its name`);
  const folder = await mkdtemp(path.join(tmpdir(), "groundup-verify-"));
  try {
    const { kubeconfig, ...known } = values;
    const site = kubeconfig ? await plainSite(folder, { ...known, kubeconfig }) : await labSite(folder);
    // a node that was replaced since `up` does not have it
    if (!kubeconfig && values.image === checkImage) await loadCheckImage();
    return await verifySite(new Subject(site, values.image), checks, values.json ?? false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
  const timer = setInterval(() => open.size > 0 && console.error(renderWaiting([...open])), patience);
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
