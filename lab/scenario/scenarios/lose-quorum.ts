import { paths } from "../../../lib/contract/paths";
import { expect, expectNone } from "../../../verify/outcome";
import type { Budget } from "../load/budget";
import type { Load } from "../load/load";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

/** The master that keeps its machine. The load's clients run on worker-0 and on this master. */
const survivor = "master-2";

/** Requests fail while there is no API. No acknowledged write may be lost, and pods keep running. */
const budget: Budget = { unfailing: [], endpoints: 1 };

async function play(run: ScenarioRun, load?: Load): Promise<void> {
  await run.operate("Connect to the nodes");
  await Promise.all(["master-0", "master-1"].map((node) => run.terminate(node)));
  await run.applyInVain(await run.plan(), /master_leave/);
  await run.operate("Recover from a lost quorum");
  await run.applyInVain(await run.plan(), /1 of 3 etcd members answer, which is no majority; the data is on master-2/);
  await expectNothingStarted(run);
  await run.operate("Salvage the last master's data", { survivor });
  await run.operate("Restore etcd");
  await run.apply(await run.plan());
  // The kubeconfig is the same, but connections to the lost machines are not usable.
  await load?.login(await run.subject());
}

/** The new masters have what a restore needs, and do not run etcd. */
async function expectNothingStarted(run: ScenarioRun): Promise<void> {
  const subject = await run.subject();
  const news = subject.masters.filter(({ name }) => name !== survivor);
  const states = await Promise.all(
    news.map(async (master) => {
      const ask = `systemctl is-active etcd kube-apiserver || true; ls ${paths.etcdMember} 2>&1 || true`;
      return `${master.name}: ${await subject.on(master, ask)}`;
    }),
  );
  expectNone(states.filter((said) => /^active|snap|wal/m.test(said)));
  const data = await subject.on(subject.masters.at(-1)!, `ls ${paths.etcdMember}/wal`);
  expect(data.includes(".wal"), `the log of etcd on ${survivor} is gone: ${data}`);
}

/** Most of etcd's members are lost, and the data of one is restored. */
export const loseQuorum: Scenario = {
  name: "lose-quorum",
  shows:
    "when two of three masters die at once, under load, an apply refuses and says what to do; the commands in operations.md restore the cluster with every acknowledged write that the last master had",
  start: smallest,
  budget,
  goes: ["master-0", "master-1"],
  play,
};
