import { rename } from "node:fs/promises";
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
 * The longest that a watcher waits before it asks again, in milliseconds: 30 s, and as much again by chance
 * (`NewReflectorWithOptions` in k8s.io/client-go/tools/cache/reflector.go). Seen: a CoreDNS that knew no new Service
 * for half a minute after a restore, and then did.
 */
const longestBackoff = 60_000;

/** How long pods may take to be there again, in seconds. */
const patience = 120;

async function play(run: ScenarioRun): Promise<void> {
  const subject = await run.subject();
  const { kubectl, masters } = subject;
  await run.operate("Connect to the nodes");
  await layService(subject);
  await serves(subject);
  await run.operate("Back up etcd");
  await takeCopy(run, subject);
  // After the snapshot: one thing more, and one less.
  await kubectl.run([...inLoadNamespace, "create", "configmap", "later"]);
  await kubectl.run([...inLoadNamespace, "delete", "deployment", serviceName, "--cascade=foreground"], { seconds: 60 });
  const before = await unitStarts(subject);
  // An API server takes its time to stop where etcd has no majority any more.
  const onMasters = (script: string) => Promise.all(masters.map((it) => subject.on(it, script, { seconds: 90 })));
  await onMasters("systemctl stop kube-apiserver");
  await onMasters("systemctl stop etcd && rm -rf /var/lib/etcd/member");
  run.say("the data of etcd is gone on every master");
  await run.operate("Restore etcd");
  await serves(subject);
  const later = await kubectl.run([...inLoadNamespace, "get", "configmap", "later", "--ignore-not-found"]);
  expect(later === "", "an object is there that was made after the snapshot");
  await expectOthersUntouched(before, subject);
  run.say("waiting for those who watch the API, and have asked less and less often while there was none");
  await sleep(longestBackoff);
}

/** Takes S3's copy of the snapshot that was fetched, which must be the same, to restore from. */
async function takeCopy(run: ScenarioRun, subject: Subject): Promise<void> {
  const { endpoint, bucket, prefix } = subject.plan.config.etcd.snapshots.s3!;
  const master = subject.masters[0]!;
  const snapshot = await subject.on(master, "ls /var/lib/groundup/etcd-snapshots | tail -n 1");
  const fetched = run.file("etcd.db");
  const copy = `${fetched}.copy`;
  const url = `${endpoint}/${bucket}/${prefix}/${master.name}/${snapshot.trim()}`;
  await runProgram(asOperator(["curl", "--fail", "--silent", "--show-error", "--output", copy, url]));
  await runProgram(["cmp", fetched, copy]);
  await rename(copy, fetched);
  run.say(`the copy in S3 is the same, and is what is restored: ${url}`);
}

/** The service's pods are there, and answer by way of the API server. */
async function serves({ kubectl }: Subject): Promise<void> {
  await serviceRolledOut(kubectl, patience);
  // A Deployment that was restored says of itself what was true when the snapshot was taken.
  await until("the service to answer", patience, () =>
    kubectl.raw(`/api/v1/namespaces/${loadNamespace}/services/${serviceName}:http/proxy/hostname`),
  );
}

/**
 * Those who watch the API find their way by themselves. Leaders that lose their lease end, and systemd starts them again.
 * https://kubernetes.io/docs/concepts/architecture/leases/
 */
async function expectOthersUntouched(before: UnitStarts, subject: Subject): Promise<void> {
  const left = /\/(etcd|kube-apiserver|kube-controller-manager|kube-scheduler)$/;
  expectRestarts(startsBut(before, left), startsBut(await unitStarts(subject), left), []);
}

/** All of etcd's data is lost, and comes back from a snapshot. */
export const restore: Scenario = {
  name: "restore",
  shows:
    "etcd's data is destroyed on every master and restored from a snapshot's copy in S3 by the commands of operations.md: workloads run and watches see again, with nothing else restarted",
  start: mergeMappings(smallest, {
    masters: { instanceProfile: "snapshots" },
    etcd: { snapshots: { s3: { bucket: "snapshots" } } },
  }),
  play,
};
