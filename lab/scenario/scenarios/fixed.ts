import { readClusterFile } from "../../../components/derived/cluster-file";
import { addons } from "../addresses";
import { updatesOf } from "../expectations";
import { expectRefusedEdit } from "../refused-edit";
import type { ScenarioRun } from "../run";
import type { Scenario } from "../scenario";

/** Terraform refuses some settings while it plans, and the first node refuses the others. */
async function play(run: ScenarioRun): Promise<void> {
  const { vpcCidr, dnsAddress } = readClusterFile(run.clusterFile).config.network;
  await run.edit({ network: { vpcCidr: "172.30.0.0/16" } });
  await run.planInVain(/network\.vpcCidr is fixed once built; nothing was touched/);
  await run.edit({ network: { vpcCidr } });
  await expectRefusedEdit(run, {
    edit: { network: { dnsAddress: "10.32.0.53" } },
    back: { network: { dnsAddress } },
    because: /network\.dnsAddress: 10\.32\.0\.10 on this node, 10\.32\.0\.53 in the cluster file/,
    steps: [...updatesOf(1, 1), addons],
  });
}

/** Changes what is fixed once a cluster is built. */
export const fixed: Scenario = {
  name: "fixed",
  shows:
    "if the cluster file changes the VPC range, the plan fails; if it changes the DNS address, the first master refuses before anything changes; both edits can be undone",
  start: { masters: { count: 1 }, workers: { count: 1 } },
  play,
};
