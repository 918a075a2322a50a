import { type CertificateChange, certificateChanges } from "./certificates";
import { type PlannedCluster, partsOf } from "./cluster";
import { dangersOf, openingDangers } from "./dangers";
import { type Disruption, disruptionOf } from "./disruption";
import { type FileChange, fileChanges } from "./files";
import type { Danger, Finding } from "./finding";
import { type FirewallChange, firewallChange } from "./firewall";
import { interruptions } from "./interruptions";
import { type NodeChange, nodeChanges } from "./nodes";
import { type Order, orderOf } from "./order";
import { type ObjectStep, objectSteps } from "./objects";
import { type OtherChange, otherChanges, toOther } from "./others";
import type { Plan } from "./plan";
import { isUnrecorded } from "./records";
import { type VersionChange, versionChanges } from "./versions";

/** What a plan means for one cluster. */
export interface ClusterReview {
  /** Address of the module that it is in; "" is the root. */
  readonly module: string;
  /** Path of the construct that it is, as in names; "" is groundup's own stack. */
  readonly construct: string;
  readonly nodes: readonly NodeChange[];
  readonly order: Order;
  readonly versions: readonly VersionChange[];
  readonly certificates: readonly CertificateChange[];
  readonly files: readonly FileChange[];
  /** Whether nothing says what the files were, so that no file has a diff. */
  readonly unrecorded: boolean;
  /** What is done to the cluster's own objects. */
  readonly objects: readonly ObjectStep[];
  readonly disruption: Disruption;
  /** The cluster's own resources that nothing else here speaks of. */
  readonly others: readonly OtherChange[];
}

/** What a plan means. */
export interface Review {
  /** `safe`: something changes, no pod has to move, and the API stays available. */
  readonly verdict: "nothing" | "safe" | "disruptive" | "dangerous";
  /** Dangers in it that were not allowed: with one, a pipeline must stop. */
  readonly refused: readonly Danger[];
  /** Dangers in it that were allowed. */
  readonly allowed: readonly Danger[];
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly clusters: readonly ClusterReview[];
  readonly firewall: FirewallChange;
  /** Resources that are not groundup's: judged by what happens to them alone. */
  readonly foreign: readonly OtherChange[];
}

/** Reviews a plan. @param allow dangers that its reader wants. */
export function reviewPlan(plan: Plan, allow: readonly Danger[] = []): Review {
  const { clusters, foreign } = partsOf(plan);
  const firewall = firewallChange(plan);
  const reviewed = clusters.map(reviewCluster);
  const others = foreign.flatMap(toOther);
  const findings = [
    ...reviewed.flatMap(({ findings }) => findings),
    ...openingDangers(firewall.opened),
    ...others.flatMap(({ finding }) => finding ?? []),
  ].sort((a, b) => a.severity.localeCompare(b.severity));
  const found = [...new Set(findings.flatMap(({ danger }) => danger ?? []))];
  return {
    verdict: plan.changes.every(({ action }) => action === "none") ? "nothing" : (findings[0]?.severity ?? "safe"),
    refused: found.filter((danger) => !allow.includes(danger)),
    allowed: found.filter((danger) => allow.includes(danger)),
    findings,
    clusters: reviewed.map(({ review }) => review),
    firewall,
    foreign: others.map(({ change }) => change),
  };
}

function reviewCluster(cluster: PlannedCluster): { review: ClusterReview; findings: Finding[] } {
  const nodes = nodeChanges(cluster);
  const order = orderOf(cluster, nodes);
  const versions = versionChanges(cluster);
  const dangers = dangersOf(cluster, nodes, versions);
  const disruption = disruptionOf(
    cluster,
    nodes,
    order,
    dangers.flatMap(({ danger }) => danger ?? []),
  );
  const others = otherChanges(cluster, nodes);
  const review = {
    module: cluster.module,
    construct: cluster.construct,
    nodes,
    order,
    versions,
    certificates: certificateChanges(cluster),
    files: fileChanges(cluster, nodes),
    unrecorded: isUnrecorded(cluster),
    objects: objectSteps(cluster),
    disruption,
    others: others.map(({ change }) => change),
  };
  const interrupted = dangers.some(({ danger }) => danger === "destroy-cluster")
    ? []
    : [...interruptions(cluster, nodes, disruption), ...others.flatMap(({ finding }) => finding ?? [])];
  return { review, findings: [...dangers, ...interrupted] };
}
