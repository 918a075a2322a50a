import { rename } from "node:fs/promises";
import { paths } from "../../../lib/contract/paths";
import { mergeMappings } from "../../../lib/mapping";
import { sleep } from "../../../lib/processes";
import { run as runProgram } from "../../host/shell";
import { asOperator } from "../../terraform";
import { expect } from "../../../verify/outcome";
import type { Subject } from "../../../verify/subject";
import { until } from "../../../verify/wait";
import { inLoadNamespace, layService, serviceRolledOut } from "../load/service";
import { loadNamespace, serviceName } from "../load/spec";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { expectRestarts, startsBut, unitStarts, type UnitStarts } from "../units";

/**
 * The longest time that a watcher waits before it tries again, in milliseconds: 30 s, and up to as much again at random
 * (`NewReflectorWithOptions` in k8s.io/client-go/tools/cache/reflector.go). Seen: a CoreDNS that knew no new Service
 * for half a minute after a restore, and then did.
 */
const longestBackoff = 60_000;

/** Seconds that pods may take to run again. */
const patience = 120;

async function play(run: ScenarioRun): Promise<void> {
  const subject = await run.subject();
  const { kubectl, masters } = subject;
  await run.operate("Connect to the nodes");
  await layService(subject);
  await serves(subject);
  await run.operate("Back up etcd");
  await takeCopy(run, subject);
  // After the snapshot: one object more, and one less.
  await kubectl.run([...inLoadNamespace, "create", "configmap", "later"]);
  await kubectl.run([...inLoadNamespace, "delete", "deployment", serviceName, "--cascade=foreground"], { seconds: 60 });
  const before = await unitStarts(subject);
  // An API server takes some time to stop when etcd has no majority.
  const onMasters = (script: string) => Promise.all(masters.map((it) => subject.on(it, script, { seconds: 90 })));
  await onMasters("systemctl stop kube-apiserver");
  await onMasters(`systemctl stop etcd && rm -rf ${paths.etcdMember}`);
  run.say("the data of etcd is gone on every master");
  await run.operate("Restore etcd");
  await serves(subject);
  const later = await kubectl.run([...inLoadNamespace, "get", "configmap", "later", "--ignore-not-found"]);
  expect(later === "", "an object is there that was made after the snapshot");
  await expectOthersUntouched(before, subject);
  run.say("waiting for clients that watch the API; they retried less and less often while it was down");
  await sleep(longestBackoff);
}

/** Uses S3's copy of the snapshot for the restore. It must equal the snapshot. */
async function takeCopy(run: ScenarioRun, subject: Subject): Promise<void> {
  const { endpoint, bucket, prefix } = subject.plan.config.etcd.snapshots.s3!;
  const master = subject.masters[0]!;
  const snapshot = await subject.on(master, `ls ${paths.etcdSnapshots} | tail -n 1`);
  const fetched = run.file("etcd.db");
  const copy = `${fetched}.copy`;
  const url = `${endpoint}/${bucket}/${prefix}/${master.name}/${snapshot.trim()}`;
  await runProgram(asOperator(["curl", "--fail", "--silent", "--show-error", "--output", copy, url]));
  await runProgram(["cmp", fetched, copy]);
  await rename(copy, fetched);
  run.say(`the copy in S3 is the same, and is what is restored: ${url}`);
}

/** The service's pods run, and answer through the API server. */
async function serves({ kubectl }: Subject): Promise<void> {
  await serviceRolledOut(kubectl, patience);
  // A restored Deployment reports the state at the time of the snapshot.
  await until("the service to answer", patience, () =>
    kubectl.raw(`/api/v1/namespaces/${loadNamespace}/services/${serviceName}:http/proxy/hostname`),
  );
}

/**
 * Clients that watch the API recover by themselves. Leaders that lose their lease end, and systemd restarts them.
 * @see https://kubernetes.io/docs/concepts/architecture/leases/
 */
async function expectOthersUntouched(before: UnitStarts, subject: Subject): Promise<void> {
  const left = /\/(etcd|kube-apiserver|kube-controller-manager|kube-scheduler)$/;
  expectRestarts(startsBut(before, left), startsBut(await unitStarts(subject), left), []);
}

/** All of etcd's data is lost, and restored from a snapshot. */
export const restore: Scenario = {
  name: "restore",
  shows:
    "after etcd's data was destroyed on every master, the commands in operations.md restore it from a snapshot in S3; workloads run again, and watches work again although no other component restarts",
  start: mergeMappings(smallest, {
    masters: { instanceProfile: "snapshots" },
    etcd: { snapshots: { s3: { bucket: "snapshots" } } },
  }),
  play,
};
