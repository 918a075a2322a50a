import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { ids } from "../../lib/contract/ids";
import type { Node } from "../nodes";
import { TerraformData } from "../terraform-data";

/**
 * Records the machines that existed when the cluster was built. Only they may found the etcd cluster. A machine that
 * later replaces one of them must join, and never starts with an empty etcd
 * (docs/decisions/0038-who-may-found-etcd.md).
 * @returns the ids of their instances, joined by commas; apply-time
 */
export function rememberFounders(scope: Construct, masters: readonly Node[]): string {
  const founders = new TerraformData(scope, ids.founders, {
    input: masters.map(({ instance }) => instance.id),
    // Only a user replaces this record, with -replace. The masters of that time may then found etcd again.
    lifecycle: { ignoreChanges: ["input"] },
  });
  return Fn.join(",", founders.getListAttribute("output"));
}
