import { expectPlan } from "../expectations";
import { machineLost } from "../load/budget";
import type { ScenarioRun } from "../run";
import type { Scenario } from "../scenario";
import { stepsOf } from "./replace";

const volume = "aws_ebs_volume.master-0_etcd-volume";
const attachment = "aws_volume_attachment.master-0_etcd-volume-attachment";

/** What goes another way with another machine; the volume is not touched. */
const followers = {
  replace: [...stepsOf("master-0"), "null_resource.addons"],
  update: [
    "terraform_data.cluster_end",
    ...["worker-0", "worker-1"].map((it) => `terraform_data.worker_leave["${it}"]`),
  ],
};

async function play(run: ScenarioRun): Promise<void> {
  await run.edit({ masters: { etcdVolumeGiB: 8 } });
  const moves = await run.plan();
  expectPlan(moves, { create: [volume, attachment], replace: ["null_resource.master-0_update"] });
  await run.apply(moves);
  await run.terminate("master-0");
  const heals = await run.plan();
  expectPlan(heals, { ...followers, create: ["aws_instance.master-0", attachment] });
  await run.apply(heals);
  const replaces = await run.plan(["-replace=aws_instance.master-0"]);
  expectPlan(replaces, { ...followers, replace: ["aws_instance.master-0", attachment, ...followers.replace] });
  await run.apply(replaces);
}

/** The only master: its machine dies, and then another one is put in its place. */
export const healLoneMaster: Scenario = {
  name: "heal-lone-master",
  shows:
    "the only master's etcd moves to a volume of its own; its machine dies, and later is replaced: each time another one goes on with the data, and pods run on",
  start: { masters: { count: 1 }, workers: { count: 2 } },
  budget: machineLost,
  goes: ["master-0"],
  play,
};
