import type * as z from "zod";
import { clusterFile } from "../../lib/config/schema";

/** A place of the cluster file where text may stand: its path, with `<name>` for a key that is free and 0 for an element. */
export type TextKey = readonly (string | number)[];

/** How a free key of a mapping is written in a `TextKey`. */
export const freeKey = "<name>";

/** Every place of the cluster file where text may stand, found in the schema itself. */
export const textKeys: readonly TextKey[] = textKeysOf(clusterFile, []);

function textKeysOf(schema: z.core.$ZodType, path: TextKey): TextKey[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === "object")
    return Object.entries(def.shape).flatMap(([key, inner]) => textKeysOf(inner, [...path, key]));
  if (def.type === "record") return textKeysOf(def.valueType, [...path, freeKey]);
  if (def.type === "array") return textKeysOf(def.element, [...path, 0]);
  if (def.type === "optional" || def.type === "default" || def.type === "prefault")
    return textKeysOf(def.innerType, path);
  if (def.type === "pipe") return textKeysOf(def.in, path);
  if (def.type === "union") return def.options.flatMap((option) => textKeysOf(option, path));
  if (def.type === "string" || def.type === "unknown" || def.type === "enum") return [path];
  if (def.type === "number" || def.type === "boolean") return [];
  throw new Error(`the walk through the schema does not know ${def.type} at ${path.join(".")}`);
}
