import type { ClusterEvidence } from "./cluster-evidence";
import type { NodeEvidence } from "./node-evidence";

/** What was found, with a problem if the benchmark wants something else. */
export interface Finding {
  readonly seen: string;
  readonly problem?: string;
}

/** One recommendation of the CIS Kubernetes Benchmark, or several that are checked together. */
export interface Requirement {
  /** Their numbers in the benchmark. */
  readonly ids: readonly string[];
  /** The wanted state. */
  readonly text: string;
  /** The benchmark calls it manual. */
  readonly manual?: boolean;
  /** Why groundup differs, or leaves it to the cluster's operators; only for manual ones. */
  readonly reason?: string;
  readonly look: NodeLook | ClusterLook;
}

/** Checks every node of some roles. */
export interface NodeLook {
  readonly on: "masters" | "workers" | "nodes";
  readonly find: (node: NodeEvidence) => readonly Finding[];
}

/** Checks the cluster's objects. */
export interface ClusterLook {
  readonly on: "cluster";
  readonly find: (cluster: ClusterEvidence) => readonly Finding[];
}

/** Further details of a requirement: whether it is manual, and why it may not hold. */
export type Leeway = Pick<Requirement, "manual" | "reason">;

/** The benchmark calls it manual. With a reason, it may not hold here. */
export const manual = (reason?: string): Leeway => ({ manual: true, reason });

/** The problems among findings. */
export function problemsOf(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ problem }) => problem ?? []);
}

/** What was seen, without repetitions. */
export function summaryOf(findings: readonly Finding[]): string {
  return [...new Set(findings.map(({ seen }) => seen))].join(", ");
}
