import * as z from "zod";
import { clusterFile } from "./schema";

/** The part of JSON Schema that the cluster file's has. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly [keyword: string]: unknown;
}

/** The cluster file as JSON Schema: what `cluster.schema.json` holds, for editors. Draft 7 is what they understand. */
export function clusterJsonSchema(): JsonSchema {
  return z.toJSONSchema(clusterFile, { io: "input", target: "draft-7" }) as JsonSchema;
}

/** Made once: thousands of unknown keys may ask for it. */
let known: JsonSchema | undefined;

/** The keys that a mapping of the cluster file may have; none when its keys are free. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  const at = path.reduce<JsonSchema | undefined>(
    (schema, step) => (typeof step === "number" ? schema?.items : schema?.properties?.[String(step)]),
    (known ??= clusterJsonSchema()),
  );
  return Object.keys(at?.properties ?? {});
}
