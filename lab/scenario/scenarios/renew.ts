import { expect, expectNone } from "../../../verify/outcome";
import { addons } from "../addresses";
import { expectPlan, updatesOf } from "../expectations";
import { uninterrupted } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { endCertificatesIn, leafAddresses } from "../state";
import { restarted, unitStarts } from "../units";

/** Less than the 30 days before expiry at which a plan renews. */
const days = 20;

async function play(run: ScenarioRun): Promise<void> {
  const before = await unitStarts(await run.subject());
  const leaves = await leafAddresses();
  await endCertificatesIn(days);
  run.say(`Terraform's state says that ${leaves.length} certificates end in ${days} days`);
  const plan = await run.plan();
  expectPlan(plan, { replace: [...leaves, ...updatesOf(3, 2), addons] });
  await run.apply(plan);
  const again = restarted(before, await unitStarts(await run.subject()));
  expect(again.length > 0, "nothing was restarted");
  expectNone(["master-0/etcd", "master-2/kube-apiserver"].filter((it) => !again.includes(it)));
}

/** Certificates that are about to expire. */
export const renew: Scenario = {
  name: "renew",
  shows: "the next apply renews certificates that are about to expire, node by node",
  start: smallest,
  budget: uninterrupted,
  play,
};
