import { checkImage } from "../../cluster/images";
import { expect } from "../../verify/check";
import type { Subject } from "../../verify/subject";
import { until } from "../../verify/wait";
import { loadNamespaceManifest, serviceManifests } from "../load/manifests";
import { loadNamespace, serviceName } from "../load/spec";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { expectRestarts, unitStarts } from "../units";

const inNamespace = ["--namespace", loadNamespace];

/** How long pods may take to be there again, in seconds. */
const patience = 120;

async function play(run: ScenarioRun): Promise<void> {
  const subject = await run.subject();
  const { kubectl, masters } = subject;
  await run.operate("Reach the nodes");
  const old = ["delete", "namespace", loadNamespace, "--ignore-not-found", "--timeout=300s"];
  await kubectl.run(old, { seconds: 305 });
  await create(subject, loadNamespaceManifest);
  await create(subject, serviceManifests(checkImage));
  await serves(subject);
  await run.operate("Back up etcd");
  // After the snapshot: one thing more, and one less.
  await kubectl.run([...inNamespace, "create", "configmap", "later"]);
  await kubectl.run([...inNamespace, "delete", "deployment", serviceName, "--cascade=foreground"], { seconds: 60 });
  const before = await unitStarts(subject);
  // An API server takes its time to stop where etcd has no majority any more.
  const onMasters = (script: string) => Promise.all(masters.map((it) => subject.on(it, script, { seconds: 90 })));
  await onMasters("systemctl stop kube-apiserver");
  await onMasters("systemctl stop etcd && rm -rf /var/lib/etcd/member");
  run.say("the data of etcd is gone on every master");
  await run.operate("Restore etcd");
  await serves(subject);
  const later = await kubectl.run([...inNamespace, "get", "configmap", "later", "--ignore-not-found"]);
  expect(later === "", "an object is there that was made after the snapshot");
  await expectOthersUntouched(before, subject);
}

async function create({ kubectl }: Subject, manifest: unknown): Promise<void> {
  await kubectl.run(["create", "--filename", "-"], { input: JSON.stringify(manifest) });
}

/** The service's pods are there, and answer by way of the API server. */
async function serves({ kubectl }: Subject): Promise<void> {
  const rollout = ["rollout", "status", `deployment/${serviceName}`, "--timeout=120s"];
  await kubectl.run([...inNamespace, ...rollout], { seconds: 125 });
  // A Deployment that was restored says of itself what was true when the snapshot was taken.
  await until("the service to answer", patience, () =>
    kubectl.raw(`/api/v1/namespaces/${loadNamespace}/services/${serviceName}:http/proxy/hostname`),
  );
}

/**
 * Those who watch the API find their way by themselves. Leaders that lose their lease end, and systemd starts them again.
 * https://kubernetes.io/docs/concepts/architecture/leases/
 */
async function expectOthersUntouched(before: Awaited<ReturnType<typeof unitStarts>>, subject: Subject): Promise<void> {
  const others = (starts: typeof before) =>
    Object.fromEntries(
      Object.entries(starts).filter(
        ([unit]) => !/\/(etcd|kube-apiserver|kube-controller-manager|kube-scheduler)$/.test(unit),
      ),
    );
  expectRestarts(others(before), others(await unitStarts(subject)), []);
}

/** All of etcd's data is lost, and comes back from a snapshot. */
export const restore: Scenario = {
  name: "restore",
  shows:
    "etcd's data is destroyed on every master and restored from a snapshot by the commands of operations.md: workloads run and watches see again, with nothing else restarted",
  start: smallest,
  play,
};
