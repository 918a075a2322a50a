import { addressOf, resources } from "../../../lib/contract/addresses";
import { addons, clusterEnd, instanceOf, leaveOf, stepsOf, updateOf } from "../addresses";
import { expectPlan } from "../expectations";
import { machineLost } from "../load/budget";
import type { ScenarioRun } from "../run";
import type { Scenario } from "../scenario";

const master = { node: "master-0" };
const volume = addressOf(resources.etcdVolume(master));
const attachment = addressOf(resources.etcdVolumeAttachment(master));

/** Resources that are replaced together with the machine; the volume stays. */
const followers = {
  replace: [...stepsOf("master-0"), addons],
  update: [clusterEnd, ...["worker-0", "worker-1"].map(leaveOf)],
};

async function play(run: ScenarioRun): Promise<void> {
  await run.edit({ masters: { etcdVolumeGiB: 8 } });
  const moves = await run.plan();
  expectPlan(moves, { create: [volume, attachment], replace: [updateOf("master-0")] });
  await run.apply(moves);
  await run.terminate("master-0");
  const heals = await run.plan();
  expectPlan(heals, { ...followers, create: [instanceOf("master-0"), attachment] });
  await run.apply(heals);
  const replaces = await run.plan([`-replace=${instanceOf("master-0")}`]);
  expectPlan(replaces, { ...followers, replace: [instanceOf("master-0"), attachment, ...followers.replace] });
  await run.apply(replaces);
}

/** The only master: its machine dies, and later it is replaced. */
export const healLoneMaster: Scenario = {
  name: "heal-lone-master",
  shows:
    "etcd of the only master can move to a separate volume; if the master's machine dies or is replaced, the new machine continues with the data, and pods keep running",
  start: { masters: { count: 1 }, workers: { count: 2 } },
  budget: machineLost,
  goes: ["master-0"],
  play,
};
