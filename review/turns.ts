import { parseRecordedDescription } from "../lib/contract/node-description";
import { paths, unitPath } from "../lib/contract/paths";
import { nodesBefore, type PlannedCluster } from "./cluster";
import { textsOf } from "./records";

/**
 * groundup's defaults, if the plan does not show them: loadBalancer.drainSeconds and settleSeconds of the cluster file.
 */
const defaults = { drain: 130, settle: 60 } as const;

const apiServer = "kube-apiserver.service";

/**
 * The seconds that a master's turn waits for the load balancer. It waits before its API server stops, until the load
 * balancer sends it no more requests, and after it serves again, until the load balancer uses it. A single master waits
 * for neither.
 */
export function turnSeconds(cluster: PlannedCluster, master: string): number {
  if (nodesBefore(cluster, "master").length < 2) return 0;
  const { before, after } = textsOf(cluster, master);
  // The stopping API server has the old delay; the new description says how long it settles.
  return (
    (drainIn(before[unitPath("kube-apiserver")]) ?? defaults.drain) +
    (settleIn(after[paths.nodeDescription]) ?? defaults.settle)
  );
}

function drainIn(text: string | undefined): number | undefined {
  const seconds = /--shutdown-delay-duration=(\d+)s/.exec(text ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

function settleIn(text: string | undefined): number | undefined {
  const units = parseRecordedDescription(text ?? "")?.units;
  return units && (units.find(({ unit }) => unit === apiServer)?.settleSeconds ?? 0);
}
