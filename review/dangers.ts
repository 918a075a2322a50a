import { authorityDangers } from "./authorities";
import { builtDangers } from "./built";
import { isDestroyed, isElsewhere, type PlannedCluster } from "./cluster";
import { encryptionDangers } from "./encryption";
import { etcdDangers } from "./etcd";
import { type Finding, stopping } from "./finding";
import type { Opening } from "./rules";
import { fixedDangers } from "./fixed";
import { machineDangers } from "./machines";
import { migrationDangers } from "./migration";
import type { NodeChange } from "./nodes";
import { sshDangers } from "./ssh";
import type { VersionChange } from "./versions";

/** Findings about changes that cannot be undone, or that give others access to the cluster. */
export function dangersOf(
  cluster: PlannedCluster,
  nodes: readonly NodeChange[],
  versions: readonly VersionChange[],
): Finding[] {
  if (isDestroyed(cluster))
    return [stopping("destroy-cluster", "the cluster is destroyed: every node, and etcd with all its data")];
  if (isElsewhere(cluster))
    return [
      stopping(
        "wrong-place",
        "all resources of the state are missing in AWS, and this plan creates a new cluster. Check the account, the region and the profile: with this apply, Terraform forgets the running cluster",
      ),
    ];
  return [
    ...etcdDangers(cluster, nodes),
    ...machineDangers(cluster, nodes),
    ...sshDangers(cluster, nodes),
    ...migrationDangers(cluster, nodes),
    ...fixedDangers(cluster, nodes),
    ...builtDangers(cluster, nodes),
    ...authorityDangers(cluster, nodes),
    ...encryptionDangers(cluster, nodes),
    ...versionDangers(versions),
  ];
}

/** Findings about ingress that the plan opens to the world. */
export function openingDangers(opened: readonly Opening[]): Finding[] {
  const sources = new Set(opened.filter(({ world }) => world).map(({ source }) => source));
  return [...sources].map((source) => {
    const what = opened.filter((one) => one.source === source).map(({ traffic }) => traffic);
    return stopping("open-to-world", `anyone (${source}) can reach ${[...new Set(what)].sort().join(", ")}`);
  });
}

function versionDangers(versions: readonly VersionChange[]): Finding[] {
  const { from, to } = versions.find(({ name }) => name === "Kubernetes") ?? {};
  if (!from || !to) return [];
  const [before, after] = [from, to].map((version) => version.split(".").map(Number)) as [number[], number[]];
  const step = (after[0]! - before[0]!) * 1000 + after[1]! - before[1]!;
  if (step < 0 || (step === 0 && after[2]! < before[2]!)) {
    return [
      stopping(
        "downgrade-kubernetes",
        `Kubernetes is downgraded from ${from} to ${to}: etcd may contain data that the older version cannot read`,
      ),
    ];
  }
  if (step <= 1) return [];
  return [
    stopping(
      "skip-minor-version",
      `Kubernetes goes from ${from} to ${to}, over more than one minor version. Nodes refuse this. Upgrade one minor version at a time`,
    ),
  ];
}
