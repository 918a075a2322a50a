import * as z from "zod";
import { clusterFile } from "./schema";

/** The part of JSON Schema that the cluster file's schema uses. */
export interface JsonSchema {
  /** The JSON type of the value. @default any */
  readonly type?: string;
  /** The keys of a mapping. @default none, or any key */
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** The schema of a list's entries. @default any */
  readonly items?: JsonSchema;
  readonly [keyword: string]: unknown;
}

/**
 * The cluster file's JSON Schema, for editors: the content of `cluster.schema.json`. It is draft 7, which editors
 * support.
 */
export function clusterJsonSchema(): JsonSchema {
  return z.toJSONSchema(clusterFile, { io: "input", target: "draft-7" }) as JsonSchema;
}

/** The schema, made only once: thousands of unknown keys may need it. */
let known: JsonSchema | undefined;

/** The keys that a mapping of the cluster file may have. Empty if its keys are free. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  const at = path.reduce<JsonSchema | undefined>(
    (schema, step) => (typeof step === "number" ? schema?.items : schema?.properties?.[String(step)]),
    (known ??= clusterJsonSchema()),
  );
  return Object.keys(at?.properties ?? {});
}
