import type { ClusterEvidence } from "./cluster-evidence";
import type { NodeEvidence } from "./node-evidence";

/** What was found of one thing; with a problem when it is not what the benchmark wants. */
export interface Finding {
  readonly seen: string;
  readonly problem?: string;
}

/** One recommendation of the CIS Kubernetes Benchmark, or several that are one thing here. */
export interface Requirement {
  /** Their numbers in the benchmark. */
  readonly ids: readonly string[];
  /** What should be. */
  readonly text: string;
  /** The benchmark leaves it to people's judgement. */
  readonly manual?: boolean;
  /** Why groundup does otherwise, or leaves it to those who run the cluster; for manual ones alone. */
  readonly reason?: string;
  readonly look: NodeLook | ClusterLook;
}

/** Looks at every node of some roles. */
export interface NodeLook {
  readonly on: "masters" | "workers" | "nodes";
  readonly find: (node: NodeEvidence) => readonly Finding[];
}

/** Looks at the cluster's objects. */
export interface ClusterLook {
  readonly on: "cluster";
  readonly find: (cluster: ClusterEvidence) => readonly Finding[];
}

/** Details of a requirement of one's own, besides its ids: manual, and why it does not hold. */
export type Leeway = Pick<Requirement, "manual" | "reason">;

/** The benchmark leaves it to people; with a reason, it may not hold here. */
export const manual = (reason?: string): Leeway => ({ manual: true, reason });

/** What is wrong, of findings. */
export function problemsOf(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ problem }) => problem ?? []);
}

/** What was seen, each thing once. */
export function summaryOf(findings: readonly Finding[]): string {
  return [...new Set(findings.map(({ seen }) => seen))].join(", ");
}
