import { paths } from "../../../lib/contract/paths";
import { expect } from "../../../verify/outcome";
import { uninterrupted } from "../load/budget";
import type { Load } from "../load/load";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

/** The new generation is trusted, then signs, then is the only one. */
const edits = [[1, 2], [2, 1], [2]] as const;

async function play(run: ScenarioRun, load?: Load): Promise<void> {
  for (const generations of edits) {
    const each = [...generations];
    await run.edit({
      certificates: { generations: { kubernetes: each, etcd: each, frontProxy: each, serviceAccount: each } },
    });
    run.say(`generations ${each.join(", ")}`);
    await run.apply(await run.plan());
    // As users do: clients outside get new credentials after each apply.
    await load?.login(await run.subject());
  }
  await expectOldGone(run);
}

/** No node has anything of the first generation. */
async function expectOldGone(run: ScenarioRun): Promise<void> {
  const subject = await run.subject();
  const authorities = `find ${paths.pki} -name '*ca.crt' -exec grep --with-filename --count BEGIN {} +`;
  for (const node of [...subject.masters, ...subject.workers]) {
    const found = (await subject.on(node, authorities)).trim().split("\n");
    expect(
      found.every((line) => line.endsWith(":1")),
      `${node.name} trusts more than one generation: ${found.join(", ")}`,
    );
  }
}

/** Rotates every CA, and the key for service account tokens. */
export const rotateAuthorities: Scenario = {
  name: "rotate-authorities",
  shows:
    "three applies rotate all three CAs and the key for service account tokens: the new generation is first trusted, then signs, then is the only one; clients take their new credentials after each apply",
  start: smallest,
  budget: uninterrupted,
  play,
};
