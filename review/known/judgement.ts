/**
 * The judgement of a change of a resource, or of one of its attributes. `harmless`: nothing that runs is affected.
 * `elsewhere`: another part of the review judges the content. `interrupts`: something stops, and comes back in the same
 * apply. `ends`: something stops, and does not come back by itself.
 */
export type Judgement =
  { readonly how: "harmless" | "elsewhere" } | { readonly how: "interrupts" | "ends"; readonly says: string };

export const harmless: Judgement = { how: "harmless" };
export const elsewhere: Judgement = { how: "elsewhere" };
/** @param says follows the address: "is replaced: ..." */
export const interrupts = (says: string): Judgement => ({ how: "interrupts", says });
/** @param says follows the address: "is destroyed: ..." */
export const ends = (says: string): Judgement => ({ how: "ends", says });

/** The judgements for a resource type. Actions and attributes that are not listed are not judged. */
export interface KnownType {
  /** Judgements by action. An update is judged by the attributes that change. */
  readonly actions: Readonly<Partial<Record<"create" | "replace" | "delete", Judgement>>>;
  /** Judgements by attribute. */
  readonly attributes: Readonly<Record<string, Judgement>>;
  /**
   * Attributes that AWS or a provider computes from others. They are harmless in drift, or known only after the apply.
   * @default none
   */
  readonly results?: readonly string[];
}
