import type { LoadResult } from "./spec";

/** The streams of requests to every cluster. */
const common = ["writes", "reads", "NodePort", "ClusterIP"] as const;

/** All streams. Only a cluster with `aws.loadBalancers` has the last one. */
export const streamNames = [...common, "LoadBalancer"] as const;
export type StreamName = (typeof streamNames)[number];

/** What a scenario may cost the clients of a cluster. An acknowledged write must never be lost. */
export interface Budget {
  /** Streams of which every request must be answered, at the second try at the latest. */
  readonly unfailing: readonly StreamName[];
  /** The fewest endpoints that the service may have. */
  readonly endpoints: number;
}

/** Clients see at most retries. */
export const uninterrupted: Budget = { unfailing: common, endpoints: 1 };

/** Clients see at most retries, also those of the load balancer. */
export const uninterruptedBalancer: Budget = { unfailing: streamNames, endpoints: 1 };

/** A machine disappears: requests on their way to it are not answered, but no acknowledged write is lost. */
export const machineLost: Budget = { unfailing: [], endpoints: 1 };

/** Where a load exceeded its budget, one line each. */
export function overBudget({ streams, writes, fewestEndpoints }: LoadResult, budget: Budget): string[] {
  return [
    ...budget.unfailing.flatMap((name) => {
      const stream = streams[name];
      if (!stream || stream.requests === 0) return [`${name}: no request was made`];
      const why = Object.entries(stream.reasons).map(([reason, times]) => `${reason} (${times} times)`);
      return stream.failed > 0
        ? [`${name}: ${stream.failed} of ${stream.requests} failed twice: ${why.join(", ")}`]
        : [];
    }),
    ...lostWrites(writes?.lost ?? []),
    ...(writes && writes.acknowledged > 0 ? [] : ["no write was acknowledged"]),
    ...((fewestEndpoints ?? 0) < budget.endpoints
      ? [`the service had ${fewestEndpoints ?? 0} endpoints for a moment; the budget requires ${budget.endpoints}`]
      : []),
  ];
}

function lostWrites(lost: readonly string[]): string[] {
  if (lost.length === 0) return [];
  return [
    `${lost.length} acknowledged writes are lost: ${lost.slice(0, 5).join(", ")}${lost.length > 5 ? " ..." : ""}`,
  ];
}
