import { expectPlan } from "../expectations";
import { machineLost } from "../load/budget";
import type { ScenarioRun } from "../run";
import type { Scenario } from "../scenario";
import { stepsOf } from "./replace";

const volume = "aws_ebs_volume.master-0_etcd-volume";
const attachment = "aws_volume_attachment.master-0_etcd-volume-attachment";

/** Resources that are replaced together with the machine; the volume stays. */
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

/** The only master: its machine dies, and later it is replaced. */
export const healLoneMaster: Scenario = {
  name: "heal-lone-master",
  shows:
    "the only master's etcd moves to a volume of its own; when the master's machine dies, and later when it is replaced, a new machine continues with the data, and pods keep running",
  start: { masters: { count: 1 }, workers: { count: 2 } },
  budget: machineLost,
  goes: ["master-0"],
  play,
};
