import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { ids } from "../../lib/contract/ids";
import type { Node } from "../nodes";
import { TerraformData } from "../terraform-data";

/**
 * Remembers the machines that were there when the cluster was made: they alone may found etcd's cluster. A machine that
 * comes later in the place of one of them must join, and never begins with an empty etcd
 * (docs/decisions/0038-who-may-found-etcd.md).
 * @returns the ids of their instances, joined by commas; apply-time.
 */
export function rememberFounders(scope: Construct, masters: readonly Node[]): string {
  const founders = new TerraformData(scope, ids.founders, {
    input: masters.map(({ instance }) => instance.id),
    // To be replaced on purpose alone: then etcd may be founded again by the masters of that time.
    lifecycle: { ignoreChanges: ["input"] },
  });
  return Fn.join(",", founders.getListAttribute("output"));
}
