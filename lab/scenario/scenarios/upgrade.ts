import { kubernetesVersions } from "../../../lib/versions";
import { expect } from "../../../verify/outcome";
import { expectPlan, updatesOf } from "../expectations";
import { uninterrupted } from "../load/budget";
import { expectRefusedEdit } from "../refused-edit";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";

const [to, from] = kubernetesVersions;

async function play(run: ScenarioRun): Promise<void> {
  await run.edit({ kubernetes: { version: to } });
  const plan = await run.plan();
  expectPlan(plan, { replace: updatesOf(3, 2) });
  await run.apply(plan);
  await expectVersion(run);
  await expectRefusedEdit(run, {
    edit: { kubernetes: { version: from } },
    back: { kubernetes: { version: to } },
    because: new RegExp(`is asked to run ${from}; nothing was touched`),
    steps: updatesOf(3, 2),
  });
}

async function expectVersion(run: ScenarioRun): Promise<void> {
  const nodes = await (await run.subject()).nodes();
  for (const { metadata, status } of nodes) {
    const { kubeletVersion } = status.nodeInfo;
    expect(kubeletVersion === `v${to}`, `${metadata.name} runs ${kubeletVersion}, not v${to}`);
  }
}

/** Upgrades Kubernetes and etcd by a minor version; a downgrade is refused. */
export const upgrade: Scenario = {
  name: "upgrade",
  shows: `one edit upgrades Kubernetes ${from} to ${to}, and etcd with it, master by master and worker by worker; a downgrade is refused before anything changes`,
  start: { ...smallest, kubernetes: { version: from } },
  budget: uninterrupted,
  play,
};
