import { changeOf, nodeNames, type PlannedCluster, roleOf } from "./cluster";
import { dangerous, type Finding } from "./finding";
import type { Opening } from "./firewall";
import { changedKeys, type NodeChange } from "./nodes";
import type { Change } from "./plan";
import type { VersionChange } from "./versions";

/** What cannot be undone, or gives the cluster away. */
export function dangersOf(
  cluster: PlannedCluster,
  nodes: readonly NodeChange[],
  versions: readonly VersionChange[],
): Finding[] {
  if (isDestroyed(cluster))
    return [dangerous("destroy-cluster", "the cluster is destroyed: every node, and etcd with all its data")];
  return [...etcdDangers(cluster, nodes), ...keyDangers(cluster), ...versionDangers(versions)];
}

/** Ingress that is opened to everybody. */
export function openingDangers(opened: readonly Opening[]): Finding[] {
  return opened
    .filter(({ world }) => world)
    .map(({ words }) => dangerous("open-to-world", `anybody may connect: ${words}`));
}

const goes = (change: Change | undefined) => change?.action === "delete" || change?.action === "replace";

const isThere = (change: Change | undefined) => change !== undefined && Object.keys(change.before).length > 0;

/** Every instance goes and none comes. */
export function isDestroyed({ changes }: PlannedCluster): boolean {
  const instances = changes.filter(({ type }) => type === "aws_instance");
  return instances.length > 0 && instances.every(({ action }) => action === "delete");
}

/** Terraform destroys instances all at once: whether etcd survives depends on how many of its members stay. */
function etcdDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const masters = nodeNames(cluster).filter(
    (name) => roleOf(name) === "master" && isThere(changeOf(cluster, "aws_instance", name)),
  );
  const lost = nodes.filter(({ name, what }) => masters.includes(name) && (what === "replaced" || what === "removed"));
  if (lost.length === 0) return [];
  const names = lost.map(({ name }) => name).join(", ");
  const needed = Math.floor(masters.length / 2) + 1;
  if (lost.length === masters.length) {
    const all = masters.length === 1 ? "the only master, goes" : "all masters, go";
    return [
      dangerous("destroy-etcd-data", `${names}, ${all}: etcd's data goes with the instances, and so do all objects`),
    ];
  }
  const left = masters.length - lost.length;
  if (left >= needed) return [];
  const says = `${names} of ${masters.length} masters go at once: etcd needs ${needed} members and keeps ${left}, so the API stops for good`;
  return [dangerous("lose-quorum", says)];
}

const authorities: Readonly<Record<string, string>> = {
  "pki_kubernetes-ca":
    "nodes and people that trust the old one refuse the new one's certificates, and it refuses theirs",
  "pki_etcd-ca": "members with certificates of the old one and of the new one refuse each other until all are changed",
  "pki_kubernetes-front-proxy-ca": "aggregated APIs refuse the API servers until all masters are changed",
};

function keyDangers(cluster: PlannedCluster): Finding[] {
  const key = (name: string) => changeOf(cluster, "tls_private_key", name);
  const ofAuthorities = Object.entries(authorities).flatMap(([name, meaning]) => {
    if (!goes(key(name)) && !goes(changeOf(cluster, "tls_self_signed_cert", `${name}_certificate`))) return [];
    return dangerous("replace-authority", `the authority ${name.replace("pki_", "")} is replaced: ${meaning}`);
  });
  const lost = "what is encrypted in etcd with the old one, every Secret and ConfigMap, cannot be read any more";
  const encryption = goes(key("pki_encryption"))
    ? [dangerous("replace-encryption-key", `the key of encryption at rest is replaced: ${lost}`)]
    : encryptionFile(cluster);
  const accounts = goes(key("pki_service-account"))
    ? [
        dangerous(
          "replace-service-account-key",
          "the key that signs service accounts' tokens is replaced: every pod's token is refused until the pod is made anew",
        ),
      ]
    : [];
  return [...ofAuthorities, ...encryption, ...accounts];
}

/** A key from outside, or another cipher, shows only as another digest of the file. */
function encryptionFile({ changes }: PlannedCluster): Finding[] {
  const path = "/etc/kubernetes/encryption.yaml";
  const changed = changes.some(
    (change) => change.type === "null_resource" && changedKeys(change).includes(path),
  );
  const says = `${path} changes: with another key or cipher, what was encrypted before cannot be read any more`;
  return changed ? [dangerous("replace-encryption-key", says)] : [];
}

function versionDangers(versions: readonly VersionChange[]): Finding[] {
  const { from, to } = versions.find(({ name }) => name === "Kubernetes") ?? {};
  if (!from || !to) return [];
  const [before, after] = [from, to].map((version) => version.split(".").map(Number)) as [number[], number[]];
  const step = (after[0]! - before[0]!) * 1000 + after[1]! - before[1]!;
  if (step < 0 || (step === 0 && after[2]! < before[2]!)) {
    return [
      dangerous(
        "downgrade-kubernetes",
        `Kubernetes goes back from ${from} to ${to}: etcd may hold what the older one cannot read`,
      ),
    ];
  }
  if (step <= 1) return [];
  return [
    dangerous(
      "skip-minor-version",
      `Kubernetes goes from ${from} to ${to}: minor versions are upgraded one by one, and nodes refuse this`,
    ),
  ];
}
