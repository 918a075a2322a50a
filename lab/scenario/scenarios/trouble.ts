import { paths } from "../../../lib/contract/paths";
import { kubernetesVersions } from "../../../lib/versions";
import { updateOf } from "../addresses";
import { expectPlan } from "../expectations";
import { cutNetwork, fillDisk, freeDisk, mendNetwork, reboot } from "../hardships";
import type { Budget } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { expectRestarts, startsBut, unitStarts } from "../units";

const [to, from] = kubernetesVersions;

/** The first master has been updated by then. */
const ofFirstMaster = /^master-0\//;

/** The folder for a step's downloads, before anything is replaced. */
const downloads = paths.cache;

/**
 * Downloads do not fit on master-1's disk, so nothing is replaced there. Once there is space, another apply continues.
 */
async function fullDisk(run: ScenarioRun): Promise<void> {
  const before = await unitStarts(await run.subject());
  await run.edit({ kubernetes: { version: to } });
  const instance = run.instance("master-1");
  await fillDisk(instance, downloads);
  await run.applyInVain(await run.plan(), /No space left on device|Failure writing output/);
  const after = await unitStarts(await run.subject());
  expectRestarts(startsBut(before, ofFirstMaster), startsBut(after, ofFirstMaster), []);
  await freeDisk(instance, downloads);
  await run.apply(await run.plan());
}

/** Something happens to worker-1 while its step runs. Afterwards another apply continues. */
async function during(run: ScenarioRun, maxPods: number, what: string, happen: (instance: string) => Promise<void>) {
  await run.edit({ kubelet: { extraConfig: { maxPods } } });
  const instance = run.instance("worker-1");
  const address = updateOf("worker-1");
  await run.applyInVain(await run.plan(), new RegExp(address), { address, happen: () => happen(instance) });
  run.say(`${what}: apply again`);
}

async function play(run: ScenarioRun): Promise<void> {
  await fullDisk(run);
  await during(run, 90, "after the reboot", reboot);
  await run.apply(await run.plan());
  await during(run, 80, "the network is back", cutNetwork);
  await mendNetwork(run.instance("worker-1"));
  await run.apply(await run.plan());
  expectPlan(await run.plan(), {});
}

/**
 * When worker-1 is cut off, both replicas are on it, because worker-0 was just drained. The API works without any one
 * node.
 */
const budget: Budget = { unfailing: ["writes", "reads"], endpoints: 0 };

/** Nodes fail while a step works on them. */
export const trouble: Scenario = {
  name: "trouble",
  shows:
    "after a full disk, a reboot or a cut network in the middle of a step, the apply fails and says where; nothing is lost, and another apply continues",
  start: { ...smallest, kubernetes: { version: from } },
  budget,
  play,
};
