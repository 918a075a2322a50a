import { type CertificateChange, certificateChanges } from "./certificates";
import { type PlannedCluster, partsOf } from "./cluster";
import { dangersOf, openingDangers } from "./dangers";
import { type Disruption, disruptionOf } from "./disruption";
import { clusterDrift, foreignDrift } from "./drift";
import { type FileChange, fileChanges } from "./files";
import { byGravity, type Finding, stopping } from "./finding";
import { type FirewallChange, firewallChange } from "./firewall";
import { interruptions } from "./interruptions";
import { issuerFindings } from "./issuers";
import type { KindName } from "./kinds";
import { unrecordedFiles } from "./no-record";
import { type NodeChange, nodeChanges } from "./nodes";
import { type ObjectStep, objectSteps } from "./objects";
import { optionalFindings } from "./optional";
import { type Order, orderOf } from "./order";
import { foreignChanges, type OtherChange, otherChanges } from "./others";
import type { Plan } from "./plan";
import { isUnrecorded } from "./records";
import { rightsFindings } from "./rights";
import { type Verdict, verdictOf } from "./verdict";
import { type VersionChange, versionChanges } from "./versions";
import { wholenessFindings } from "./wholeness";

/** The review of one cluster. */
export interface ClusterReview {
  /** Address of its module; "" is the root. */
  readonly module: string;
  /** Path of its construct, as in names; "" is groundup's own stack. */
  readonly construct: string;
  readonly nodes: readonly NodeChange[];
  readonly order: Order;
  readonly versions: readonly VersionChange[];
  readonly certificates: readonly CertificateChange[];
  readonly files: readonly FileChange[];
  /** Whether the old texts of files are unknown, so that no file has a diff. */
  readonly unrecorded: boolean;
  /** The steps on the cluster's own objects. */
  readonly objects: readonly ObjectStep[];
  readonly disruption: Disruption;
  /** The cluster's own resources that no other part covers. */
  readonly others: readonly OtherChange[];
}

/** The review of a plan. docs/review.schema.json describes its JSON. */
export interface Review {
  /** Increases when programs that read the JSON have to change. */
  readonly schemaVersion: typeof schemaVersion;
  readonly verdict: Verdict;
  /** Kinds of its findings that stop a pipeline and were not allowed. */
  readonly refused: readonly KindName[];
  /** Kinds of its findings that were allowed. */
  readonly allowed: readonly KindName[];
  /** The most serious first. */
  readonly findings: readonly Finding[];
  readonly clusters: readonly ClusterReview[];
  readonly firewall: FirewallChange;
  /** Resources that are not groundup's: judged only by what happens to them. */
  readonly foreign: readonly OtherChange[];
}

/** The version of the JSON. */
export const schemaVersion = 1;

/** Reviews a plan. @param allow kinds of findings that the user allows */
export function reviewPlan(plan: Plan, allow: readonly KindName[] = []): Review {
  const { clusters, foreign, foreignDrift: drift } = partsOf(plan);
  const { opened, closed, findings: unclear } = firewallChange(plan);
  const reviewed = clusters.map(reviewCluster);
  const others = foreignChanges(foreign);
  const findings = [
    ...wholenessFindings(plan),
    ...(clusters.length === 0 ? [noCluster] : []),
    ...reviewed.flatMap(({ findings }) => findings),
    ...openingDangers(opened),
    ...unclear,
    ...others.flatMap(({ findings }) => findings),
    ...foreignDrift(drift),
  ].sort(byGravity);
  const found = [...new Set(findings.flatMap(({ kind }) => kind ?? []))];
  return {
    schemaVersion,
    verdict: verdictOf(plan, findings),
    refused: found.filter((kind) => !allow.includes(kind)),
    allowed: found.filter((kind) => allow.includes(kind)),
    findings,
    clusters: reviewed.map(({ review }) => review),
    firewall: { opened, closed },
    foreign: others.map(({ change }) => change),
  };
}

const noCluster = stopping("no-cluster", "this plan has no groundup cluster: it has no instance and no step of a node");

function reviewCluster(cluster: PlannedCluster): { review: ClusterReview; findings: Finding[] } {
  const nodes = nodeChanges(cluster);
  const order = orderOf(cluster, nodes);
  const versions = versionChanges(cluster);
  const dangers = dangersOf(cluster, nodes, versions);
  const kinds = dangers.filter(({ severity }) => severity === "dangerous").flatMap(({ kind }) => kind ?? []);
  const disruption = disruptionOf(cluster, nodes, order, kinds);
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
  // If the whole cluster is removed, its parts say nothing more.
  const isLost = kinds.includes("destroy-cluster") || kinds.includes("wrong-place");
  const interrupted = isLost
    ? []
    : [
        ...unrecordedFiles(cluster, nodes),
        ...clusterDrift(cluster),
        ...interruptions(cluster, nodes, disruption),
        ...optionalFindings(cluster),
        ...rightsFindings(cluster),
        ...issuerFindings(cluster, nodes),
        ...others.flatMap(({ findings }) => findings),
      ];
  return { review, findings: [...dangers, ...interrupted] };
}
