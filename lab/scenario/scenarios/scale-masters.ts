import { parseAddress, resources } from "../../../lib/contract/addresses";
import { paths } from "../../../lib/contract/paths";
import { expect, expectNone } from "../../../verify/outcome";
import { machineLost } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

/** From each count to the next one. */
const counts = [5, 3, 1, 3] as const;

async function play(run: ScenarioRun): Promise<void> {
  for (const count of counts) {
    await run.edit({ masters: { count } });
    const { actions, ...plan } = await run.plan();
    const instances = Object.keys(actions).filter((address) => parseAddress(address)?.type === resources.instance.type);
    // Masters that stay keep their machines.
    expectNone(instances.filter((address) => !["create", "delete"].includes(actions[address]!)));
    run.say(`${count} masters`);
    await run.apply({ actions, ...plan });
    await expectMembers(run, count);
  }
}

/** Every master votes in etcd, and there is no other member. */
async function expectMembers(run: ScenarioRun, count: number): Promise<void> {
  const subject = await run.subject();
  const list = `source ${paths.scripts}/etcdctl.sh; etcdctl member list --write-out=json`;
  const { members } = JSON.parse(await subject.on(subject.masters[0]!, list)) as {
    members: { name: string; isLearner?: boolean }[];
  };
  const voters = members.map(({ name, isLearner }) => `${name}${isLearner ? " (learner)" : ""}`).sort();
  const wanted = Array.from({ length: count }, (_, index) => `master-${index}`);
  expect(voters.join() === wanted.join(), `members of etcd: ${voters.join(", ")}; wanted: ${wanted.join(", ")}`);
}

/** Adds and removes masters; etcd's members follow. */
export const scaleMasters: Scenario = {
  name: "scale-masters",
  shows:
    "from three masters to five, three, one and three again: etcd's members follow, and no acknowledged write is lost",
  start: smallest,
  budget: machineLost,
  goes: ["master-1", "master-2"],
  play,
};
