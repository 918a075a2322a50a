import { reencrypt } from "../addresses";
import { type Expected, expectPlan, expectTriggers, updatesOf } from "../expectations";
import { uninterrupted } from "../load/budget";
import { expectRefusedEdit } from "../refused-edit";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { expectRestarts, unitStarts } from "../units";
import { paths } from "../../../lib/contract/paths";

const masterUpdates = updatesOf(3, 0);
const apiServers = ["master-0/kube-apiserver", "master-1/kube-apiserver", "master-2/kube-apiserver"];

/** The cluster file's keys by name. The first one encrypts. */
const keys = (...names: string[]) => ({ encryption: { keys: names.map((name) => ({ name })) } });

/** One of the three edits: every master applies it in turn, and only its API server restarts. */
async function edit(run: ScenarioRun, names: readonly string[], besides: Expected): Promise<void> {
  const before = await unitStarts(await run.subject());
  await run.edit(keys(...names));
  const plan = await run.plan();
  expectPlan(plan, { ...besides, replace: [...masterUpdates, ...(besides.replace ?? [])] });
  for (const step of masterUpdates) expectTriggers(plan, step, [paths.encryption]);
  await run.apply(plan);
  expectRestarts(before, await unitStarts(await run.subject()), apiServers);
  run.say(`keys are ${names.join(", ")}`);
}

async function play(run: ScenarioRun): Promise<void> {
  const step = [reencrypt];
  // All three edits at once.
  await expectRefusedEdit(run, {
    edit: keys("key2"),
    back: keys("key1"),
    because: /a master could not read some Secrets; nothing was touched/,
    steps: masterUpdates,
  });
  await edit(run, ["key1", "key2"], { create: step });
  await edit(run, ["key2", "key1"], { replace: step });
  await edit(run, ["key2"], {});
}

/** Replaces the encryption key. */
export const rotateEncryptionKey: Scenario = {
  name: "rotate-encryption-key",
  shows:
    "three edits replace the encryption key, and everything in etcd is rewritten; if one edit replaces the key directly, the apply refuses before anything changes",
  start: { ...smallest, ...keys("key1") },
  budget: uninterrupted,
  play,
};
