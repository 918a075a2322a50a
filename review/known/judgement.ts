/**
 * How a change of a resource, or of one of its attributes, is judged. `harmless`: nothing that runs notices. `elsewhere`: a
 * part of the review judges it by what it holds. `interrupts`: something stops and comes back in the same apply. `ends`:
 * something stops and does not come back by itself.
 */
export type Judgement =
  { readonly how: "harmless" | "elsewhere" } | { readonly how: "interrupts" | "ends"; readonly says: string };

export const harmless: Judgement = { how: "harmless" };
export const elsewhere: Judgement = { how: "elsewhere" };
/** @param says follows the address: "is replaced: ..." */
export const interrupts = (says: string): Judgement => ({ how: "interrupts", says });
/** @param says follows the address: "is destroyed: ..." */
export const ends = (says: string): Judgement => ({ how: "ends", says });

/** What is known about a resource type. What is not listed is not judged. */
export interface KnownType {
  /** By action. An update is judged by the attributes that change. */
  readonly actions: Readonly<Partial<Record<"create" | "replace" | "delete", Judgement>>>;
  /** By attribute. */
  readonly attributes: Readonly<Record<string, Judgement>>;
  /** Attributes that AWS or a provider computes from others: harmless in drift, or known only later. */
  readonly results?: readonly string[];
}
