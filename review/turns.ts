import * as z from "zod";
import { nodesBefore, type PlannedCluster } from "./cluster";
import { textsOf } from "./records";

/** What groundup sets where the plan does not show it: loadBalancer.drainSeconds and settleSeconds of the cluster file. */
const defaults = { drain: 130, settle: 60 } as const;

const unit = "/etc/systemd/system/kube-apiserver.service";

/**
 * How long a master's turn waits for the load balancer, in seconds: before its API server stops, until the load balancer
 * sends it nothing more, and after it serves again, until the load balancer uses it. A lone master waits for neither.
 */
export function turnSeconds(cluster: PlannedCluster, master: string): number {
  if (nodesBefore(cluster, "master").length < 2) return 0;
  const { before, after } = textsOf(cluster, master);
  // The API server that stops has the delay of before; what it settles for is in the description of after.
  return (drainIn(before[unit]) ?? defaults.drain) + (settleIn(after["/etc/groundup/node.json"]) ?? defaults.settle);
}

function drainIn(text: string | undefined): number | undefined {
  const seconds = /--shutdown-delay-duration=(\d+)s/.exec(text ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

const description = z.looseObject({
  units: z.array(z.looseObject({ unit: z.string(), settleSeconds: z.number().optional() })),
});

function settleIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    const { units } = description.parse(JSON.parse(text));
    return units.find(({ unit }) => unit === "kube-apiserver.service")?.settleSeconds ?? 0;
  } catch {
    return undefined;
  }
}
