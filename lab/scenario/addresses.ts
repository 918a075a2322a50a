import { addressOf, resources } from "../../lib/contract/addresses";
import { nodeName, roleOf } from "../../lib/contract/node-name";

/** The address of a node's instance. */
export const instanceOf = (node: string): string => addressOf(resources.instance({ node }));

/** The address of a node's step `update`. */
export const updateOf = (node: string): string => addressOf(resources.update({ node }));

/** The addresses of both steps of a node. */
export const stepsOf = (node: string): string[] => [addressOf(resources.join({ node })), updateOf(node)];

/** The address of the resource by which a node leaves. The first master's is a block of its own. */
export function leaveOf(node: string): string {
  const isFirst = node === nodeName({ role: "master", index: 0 });
  const block = isFirst ? resources.firstMasterLeave() : resources.leave({ role: roleOf(node) });
  return addressOf({ ...block, key: node });
}

/** The address of the step that lays down the cluster's own objects. */
export const addons = addressOf(resources.addons());

/** The address of the step that has every Secret and ConfigMap encrypted again. */
export const reencrypt = addressOf(resources.reencrypt());

/** The address of what tells masters that the cluster ends. */
export const clusterEnd = addressOf(resources.clusterEnd());
