import { mergeMappings } from "../../lib/mapping";
import { labKeys, withAbsolutePaths, withLabAws, withLabS3 } from "../../lab/cluster/derive";
import { fastDelays, fastWaits } from "../../lab/nlb/delays";
import { mirroredPaths } from "../../lab/mirror/fill";

const archive = { url: "https://images.example/pause.tar", sha256: "0".repeat(64) };
const facts = { archives: [], limits: { cgroupV1: false, fixedOomScore: false }, asAws: false };

test("the lab sets the source of downloads and the operator's address", () => {
  expect(labKeys({ ...facts, archives: [archive], checksums: "/sums.json" })).toMatchObject({
    operatorCidrs: ["203.0.113.7/32"],
    artifacts: { mirror: "http://198.51.100.80", imageArchives: [archive], checksums: "/sums.json" },
  });
});

test("kubelet and containerd get settings for a machine's limits only if it has these limits", () => {
  expect(labKeys(facts)).not.toHaveProperty("kubelet.extraConfig.failCgroupV1");
  expect(labKeys(facts)).not.toHaveProperty("containerd");
  expect(labKeys({ ...facts, limits: { cgroupV1: true, fixedOomScore: true } })).toMatchObject({
    kubelet: { extraConfig: { failCgroupV1: false } },
    containerd: { extraConfig: { plugins: { "io.containerd.cri.v1.runtime": { restrict_oom_score_adj: true } } } },
  });
});

test("a machine with a nearly full disk causes no DiskPressure on nodes", () => {
  expect(labKeys(facts)).toMatchObject({
    kubelet: { extraConfig: { mergeDefaultEvictionSettings: true, evictionHard: { "nodefs.available": "1Gi" } } },
  });
});

test("machines need none of the settings of hosts in containers", () => {
  const keys = labKeys({ ...facts, limits: undefined });
  for (const key of ["kubelet", "kubeProxy", "containerd"]) expect(keys).not.toHaveProperty(key);
});

test("a cluster waits for a load balancer like AWS's as long as its file says, for the fast one only seconds", () => {
  expect(labKeys({ ...facts, asAws: true })).not.toHaveProperty("loadBalancer");
  // two checks, the delay, and a second after which the supervisor sees the checks, and another for its own
  const { longestInterval = 0, unhealthy } = fastDelays;
  expect(labKeys(facts)).toMatchObject({ loadBalancer: fastWaits });
  expect(fastWaits.drainSeconds).toBeGreaterThan(2 * longestInterval + unhealthy + 2);
});

test("the user's keys are kept, next to and below the lab's keys", () => {
  const user = { name: "mine", kubelet: { extraConfig: { maxPods: 50 } }, operatorCidrs: ["198.51.100.1/32"] };
  expect(
    mergeMappings(user, { kubelet: { extraConfig: { failCgroupV1: false } }, operatorCidrs: ["203.0.113.7/32"] }),
  ).toEqual({
    name: "mine",
    kubelet: { extraConfig: { maxPods: 50, failCgroupV1: false } },
    operatorCidrs: ["203.0.113.7/32"],
  });
});

test("a checksums file next to the user's cluster file is still found", () => {
  expect(withAbsolutePaths({ artifacts: { checksums: "./sums.json" } }, "/home/me")).toEqual({
    artifacts: { checksums: "/home/me/sums.json" },
  });
});

test("copies of snapshots, if any, go to the lab's S3", () => {
  const user = { etcd: { snapshots: { keep: 3, s3: { bucket: "b", endpoint: "https://s3.example" } } } };
  expect(withLabS3(user)).toEqual({
    etcd: { snapshots: { keep: 3, s3: { bucket: "b", endpoint: "http://198.51.100.81" } } },
  });
  for (const none of [{}, { etcd: {} }, { etcd: { snapshots: { keep: 3 } } }]) expect(withLabS3(none)).toEqual(none);
});

test("the nodes' requests to the mirror are read from the stack", () => {
  const stack = JSON.stringify({
    a: "curl http://198.51.100.80/dl.k8s.io/x",
    b: ['{"source":"http://198.51.100.80/github.com/y.tgz"}'],
  });
  expect(mirroredPaths(stack)).toEqual(["dl.k8s.io/x", "github.com/y.tgz"]);
});

test("a cluster whose pods take IAM roles asks the lab's AWS; others are as their file says", () => {
  const user = { aws: { identity: { bucket: "one" }, endpoint: "https://aws.example.com" } };
  expect(withLabAws(user)).toEqual({ aws: { identity: { bucket: "one" }, endpoint: "http://203.0.113.80:5000" } });
  for (const other of [{}, { aws: {} }, { aws: { identity: undefined } }]) expect(withLabAws(other)).toBe(other);
});
