import { hostProvider } from "../instances/providers";
import { findInstance } from "./reach";

/** Cuts the power of a node, and restores it. The node loses what its kernel has not written to disk. */
export async function powerCut(node: string | undefined): Promise<void> {
  const { id, name } = findInstance(node);
  await hostProvider().cutPower(id);
  console.log(`${name}: its power was cut; it starts again`);
}
