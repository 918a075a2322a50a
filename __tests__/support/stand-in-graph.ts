import { textsOf, expressionsOf, referencesOf } from "../../tools/fixtures/references";
import { addressesOf, resourcesOf, type Stack } from "../../tools/fixtures/synthesized";

/** What stands for a resource in {@link standInGraph}. */
export const standIn = (address: string): string => `terraform_data.${address.replace(".", "--")}`;

/**
 * A stack's resources with their dependencies and the keys of their `for_each`, and nothing else: each is a `terraform_data`.
 * Terraform orders and targets it as it does the stack, needs no provider, and applies it in a second.
 */
export function standInGraph(stack: Stack): Partial<Stack> {
  const addresses = new Set(addressesOf(stack));
  const neededBy = (block: unknown): string[] => {
    const found = textsOf(block).flatMap((text) => [...expressionsOf(text).flatMap(referencesOf), text]);
    return found.flatMap((reference) => (reference.startsWith("local.") ? neededByLocal(reference) : reference));
  };
  const neededByLocal = (reference: string) => neededBy(stack.locals[reference.slice("local.".length)]);
  const blocks = Object.entries(resourcesOf(stack)).map(([address, block]) => {
    const needed = neededBy(block).filter((one) => addresses.has(one) && one !== address && !one.startsWith("data."));
    const keys = typeof block.for_each === "object" ? Object.keys(block.for_each as object) : undefined;
    const each = keys && { for_each: Object.fromEntries(keys.map((key) => [key, key])) };
    return [standIn(address).split(".")[1], { ...each, depends_on: [...new Set(needed)].map(standIn) }];
  });
  return { resource: { terraform_data: Object.fromEntries(blocks) } };
}
