import { hostProvider } from "../instances/providers";
import { findInstance } from "./reach";

/** Cuts the power of a node, and gives it back: what its kernel has not written to disk is lost. */
export async function powerCut(node: string | undefined): Promise<void> {
  const { id, name } = findInstance(node);
  await hostProvider().cutPower(id);
  console.log(`${name}: its power is cut; it starts again`);
}
