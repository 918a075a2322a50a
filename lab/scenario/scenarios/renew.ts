import { expect, expectNone } from "../../../verify/outcome";
import { expectPlan, updatesOf } from "../expectations";
import { uninterrupted } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { endCertificatesIn, leafAddresses } from "../state";
import { restarted, unitStarts } from "../units";

/** Within the 30 days in which a plan renews. */
const days = 20;

async function play(run: ScenarioRun): Promise<void> {
  const before = await unitStarts(await run.subject());
  const leaves = await leafAddresses();
  await endCertificatesIn(days);
  run.say(`Terraform's state says that ${leaves.length} certificates end in ${days} days`);
  const plan = await run.plan();
  expectPlan(plan, { replace: [...leaves, ...updatesOf(3, 2), "null_resource.addons"] });
  await run.apply(plan);
  const again = restarted(before, await unitStarts(await run.subject()));
  expect(again.length > 0, "nothing was restarted");
  expectNone(["master-0/etcd", "master-2/kube-apiserver"].filter((it) => !again.includes(it)));
}

/** Certificates near their end. */
export const renew: Scenario = {
  name: "renew",
  shows: "certificates near their end are renewed by the next plan, and rolled out node by node",
  start: smallest,
  budget: uninterrupted,
  play,
};
