import { changeOf, leavesFirst, nodeNames, type PlannedCluster, roleOf } from "./cluster";
import { dangerous, type Finding } from "./finding";
import type { Opening } from "./firewall";
import type { NodeChange } from "./nodes";
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

const goes = (change: Pick<Change, "action"> | undefined) =>
  change?.action === "delete" || change?.action === "replace";

const isThere = (change: Change | undefined) => change !== undefined && Object.keys(change.before).length > 0;

/** Every instance goes and none comes. */
export function isDestroyed({ changes }: PlannedCluster): boolean {
  const instances = changes.filter(({ type }) => type === "aws_instance");
  return instances.length > 0 && instances.every(({ action }) => action === "delete");
}

/**
 * Whether etcd survives depends on how many of its members stay: Terraform destroys instances all at once. A master that
 * leaves first is no member any more when its instance goes.
 */
function etcdDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const masters = nodeNames(cluster).filter(
    (name) => roleOf(name) === "master" && isThere(changeOf(cluster, "aws_instance", name)),
  );
  const going = nodes.filter(({ name, what }) => masters.includes(name) && (what === "replaced" || what === "removed"));
  if (going.length === 0) return [];
  if (going.length === masters.length) {
    const all = masters.length === 1 ? "the only master, goes" : "all masters, go";
    const says = `${names(going)}, ${all}: etcd's data goes with the instances, and so do all objects`;
    return [dangerous("destroy-etcd-data", says)];
  }
  const lost = going.filter(({ name }) => !leavesFirst(cluster, name));
  const members = masters.length - (going.length - lost.length);
  const needed = Math.floor(members / 2) + 1;
  const left = members - lost.length;
  if (left >= needed) return [];
  const says = `${names(lost)} of ${members} masters go at once: etcd needs ${needed} members and keeps ${left}, so the API stops for good`;
  return [dangerous("lose-quorum", says)];
}

const names = (nodes: readonly NodeChange[]) => nodes.map(({ name }) => name).join(", ");

/** What it means that an authority goes, by its common name. */
const authorities: Readonly<Record<string, string>> = {
  "kubernetes-ca": "nodes and people that trust the old one refuse the new one's certificates, and it refuses theirs",
  "etcd-ca": "members with certificates of the old one and of the new one refuse each other until all are changed",
  "kubernetes-front-proxy-ca": "aggregated APIs refuse the API servers until all masters are changed",
};

function keyDangers(cluster: PlannedCluster): Finding[] {
  const key = (name: string) => changeOf(cluster, "tls_private_key", `pki_${name}`);
  const ofAuthorities = authorityNames(cluster).flatMap((name) => {
    if (!isInUse(cluster, name)) return [];
    const meaning = authorities[name.replace(/-\d+$/, "")]!;
    return dangerous("replace-authority", `the authority ${name} goes while its certificates are in use: ${meaning}`);
  });
  const encryption = goes(key("encryption"))
    ? [
        dangerous(
          "replace-encryption-key",
          "the key of encryption at rest is replaced: what is encrypted with the old one, every Secret and ConfigMap, cannot be read any more",
        ),
      ]
    : [];
  return [...ofAuthorities, ...encryption, ...tokenKeyDangers(cluster)];
}

/** The authorities that go, every generation of each: `etcd-ca`, `etcd-ca-2`. */
function authorityNames({ changes }: PlannedCluster): string[] {
  const going = changes.filter(
    ({ type, ...change }) => /^tls_(private_key|self_signed_cert)$/.test(type) && goes(change),
  );
  const found = going.map(({ name }) => name.replace(/^pki_/, "").replace(/_certificate$/, ""));
  return [...new Set(found)].filter((name) => name.replace(/-\d+$/, "") in authorities).sort();
}

/** An older generation that signs nothing any more may go: that is the end of its rotation. */
function isInUse(cluster: PlannedCluster, authority: string): boolean {
  const certificate = changeOf(cluster, "tls_self_signed_cert", `pki_${authority}_certificate`);
  if (certificate?.action !== "delete") return true;
  const { cert_pem } = certificate.before;
  return cluster.changes.some(
    ({ type, before }) =>
      type === "tls_locally_signed_cert" && before.ca_cert_pem !== undefined && before.ca_cert_pem === cert_pem,
  );
}

/** Tokens are verified with every generation of the key pair that there is, so an older one may go. */
function tokenKeyDangers({ changes }: PlannedCluster): Finding[] {
  const pairs = changes.filter(
    ({ type, name }) => type === "tls_private_key" && /^pki_service-account(-\d+)?$/.test(name),
  );
  const rotated =
    pairs.some((pair) => isThere(pair) && !goes(pair)) && pairs.every(({ action }) => action !== "replace");
  if (rotated || !pairs.some(goes)) return [];
  const says =
    "the key that signs service accounts' tokens goes: every pod's token is refused until the pod is made anew";
  return [dangerous("replace-service-account-key", says)];
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
