import { sleep } from "../../../lib/processes";
import { expect } from "../../../verify/outcome";
import { breakApiServer, cutApiServer, hangApiServer, mendApiServer, restartApiServer } from "../hardships";
import type { Budget } from "../load/budget";
import { NodeWatch } from "../node-watch";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

/** A way in which a master's API server stops serving while its machine keeps running. */
interface Trouble {
  readonly name: string;
  readonly happen: (instance: string) => Promise<void>;
}

const troubles: readonly Trouble[] = [
  { name: "silent: its port drops every packet", happen: cutApiServer },
  { name: "hung: its process is stopped", happen: hangApiServer },
  { name: "dead: its process is killed and does not come back", happen: breakApiServer },
  { name: "restarting", happen: restartApiServer },
];

/** Milliseconds that each trouble lasts: longer than a kubelet may be silent before it is NotReady. */
const duration = 75_000;

/** Milliseconds for everything to recover. */
const rest = 20_000;

async function play(run: ScenarioRun): Promise<void> {
  const instance = run.instance("master-0");
  const subject = await run.subject();
  for (const { name, happen } of troubles) {
    const watch = await NodeWatch.start(subject);
    await happen(instance);
    await sleep(duration);
    await mendApiServer(instance);
    await sleep(rest);
    const seen = await watch.stop();
    run.say(
      `master-0 ${name}: ${seen.map((it) => `${it.node} ${it.worstGap.toFixed(0)} s`).join(", ")} between renewals`,
    );
    const lost = seen.filter((it) => it.becameNotReady).map((it) => it.node);
    expect(lost.length === 0, `master-0 ${name}: not Ready meanwhile: ${lost.join(", ")}`);
  }
}

/** Requests on their way to the master are lost; acknowledged writes are not. */
const budget: Budget = { unfailing: ["NodePort", "ClusterIP"], endpoints: 2 };

/** One API server stops serving, in each possible way. */
export const silentMaster: Scenario = {
  name: "silent-master",
  shows:
    "when the API server of one of three masters is silent, hangs, dies or restarts, no node becomes NotReady, and no acknowledged write is lost",
  start: smallest,
  budget,
  goes: ["master-0"],
  play,
};
