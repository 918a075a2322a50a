import { authorityDangers } from "./authorities";
import { changeOf, goes, isDestroyed, isThere, leavesFirst, nodesThere, type PlannedCluster } from "./cluster";
import { encryptionDangers } from "./encryption";
import { dangerous, type Finding } from "./finding";
import type { Opening } from "./firewall";
import { isGoing, type NodeChange } from "./nodes";
import type { VersionChange } from "./versions";

/** What cannot be undone, or gives the cluster away. */
export function dangersOf(
  cluster: PlannedCluster,
  nodes: readonly NodeChange[],
  versions: readonly VersionChange[],
): Finding[] {
  if (isDestroyed(cluster))
    return [dangerous("destroy-cluster", "the cluster is destroyed: every node, and etcd with all its data")];
  return [
    ...etcdDangers(cluster, nodes),
    ...volumeDangers(cluster, nodes),
    ...authorityDangers(cluster, nodes),
    ...encryptionDangers(cluster, nodes),
    ...versionDangers(versions),
  ];
}

/** Ingress that is opened to everybody. */
export function openingDangers(opened: readonly Opening[]): Finding[] {
  const sources = new Set(opened.filter(({ world }) => world).map(({ source }) => source));
  return [...sources].map((source) => {
    const what = opened.filter((one) => one.source === source).map(({ traffic }) => traffic);
    return dangerous("open-to-world", `anybody (${source}) reaches ${[...new Set(what)].sort().join(", ")}`);
  });
}

/**
 * Whether etcd survives depends on how many of its members stay: Terraform destroys instances all at once. A master that
 * leaves first is no member any more when its instance goes.
 */
function etcdDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const masters = nodesThere(cluster, "master");
  const going = nodes.filter((node) => masters.includes(node.name) && isGoing(node));
  if (going.length === 0) return [];
  if (going.length === masters.length && going.every(({ name }) => keepsData(cluster, name))) return [];
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

const volumeOf = (cluster: PlannedCluster, master: string) =>
  changeOf(cluster, "aws_ebs_volume", `${master}_etcd-volume`);

/** Whether the data of its etcd is on a volume that stays when its instance goes. */
function keepsData(cluster: PlannedCluster, master: string): boolean {
  const volume = volumeOf(cluster, master);
  return isThere(volume) && !goes(volume);
}

/** A volume that goes takes the data with it, and its instance is stopped for that, by nobody started again. */
function volumeDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const emptied = nodesThere(cluster, "master").filter(
    (name) => goes(volumeOf(cluster, name)) && !nodes.some((node) => node.name === name && isGoing(node)),
  );
  if (emptied.length === 0) return [];
  const says = `${emptied.join(", ")}: etcd's volume goes with its data, and the instance is stopped for that`;
  return [dangerous("destroy-etcd-data", says)];
}

const names = (nodes: readonly NodeChange[]) => nodes.map(({ name }) => name).join(", ");

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
