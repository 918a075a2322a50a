import { attempt } from "../host/shell";
import { kubectlCommand } from "./reach";

interface Nodes {
  readonly items: readonly {
    readonly status: { readonly conditions: readonly { type: string; status: string; lastTransitionTime: string }[] };
  }[];
}

/** When the last node became Ready, to the second; undefined if a node is not Ready, or there is no cluster. */
export async function lastReady(): Promise<number | undefined> {
  const command = await kubectlCommand().catch(() => undefined); // a stack may contain no cluster
  if (!command) return undefined;
  const result = await attempt([...command, "get", "nodes", "--output", "json"]);
  return result.code === 0 ? readyTime(JSON.parse(result.stdout) as Nodes) : undefined;
}

/** The latest time at which a node of the list became Ready; undefined if a node is not Ready. */
export function readyTime({ items }: Nodes): number | undefined {
  const conditions = items.map((node) => node.status.conditions.find((it) => it.type === "Ready"));
  if (conditions.length === 0 || conditions.some((it) => it?.status !== "True")) return undefined;
  return Math.max(...conditions.map((it) => Date.parse(it!.lastTransitionTime)));
}
