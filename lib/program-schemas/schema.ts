import { isMapping } from "../mapping";

/**
 * What a program accepts at one place of its configuration file: a scalar by name, a list or a mapping of one kind, or
 * known fields. `duration` is Go's text, such as 1m30s; `quantity` is Kubernetes' number or text, such as 200Mi.
 */
export type ProgramSchema = ScalarSchema | ListSchema | MapSchema | FieldsSchema;

type ScalarSchema = "string" | "boolean" | "integer" | "number" | "duration" | "quantity" | "any";
interface ListSchema {
  readonly list: ProgramSchema;
}
interface MapSchema {
  readonly map: ProgramSchema;
}
interface FieldsSchema {
  readonly fields: Readonly<Record<string, ProgramSchema>>;
}

/** A value that the program does not accept. */
export interface Misfit {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /**
   * The type that the program expects, in words. Undefined for a key that the program does not know.
   * @default unknown key
   */
  readonly wanted?: string;
  /** The keys that the program knows there, for a key that the program does not know. Otherwise empty. */
  readonly known: readonly string[];
}

const scalars: Readonly<Record<ScalarSchema, { readonly name: string; readonly fits: (value: unknown) => boolean }>> = {
  string: { name: "text", fits: (value) => typeof value === "string" },
  boolean: { name: "true or false", fits: (value) => typeof value === "boolean" },
  integer: { name: "a whole number", fits: (value) => Number.isInteger(value) },
  number: { name: "a number", fits: (value) => typeof value === "number" },
  duration: {
    name: "a duration as text, such as 1m30s",
    fits: (value) => typeof value === "string" && /^-?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(value),
  },
  quantity: { name: "a quantity, such as 200Mi", fits: (value) => ["string", "number"].includes(typeof value) },
  any: { name: "anything", fits: () => true },
};

/** All values that a program does not accept. Null counts as a key that is left out, as in Kubernetes' own files. */
export function misfits(schema: ProgramSchema, value: unknown, path: Misfit["path"] = []): Misfit[] {
  if (value === null) return [];
  if (typeof schema === "string") {
    const { name, fits } = scalars[schema];
    return fits(value) ? [] : [{ path, value, wanted: name, known: [] }];
  }
  if ("list" in schema) {
    if (!Array.isArray(value)) return [{ path, value, wanted: "a list", known: [] }];
    return value.flatMap((item, index) => misfits(schema.list, item, [...path, index]));
  }
  if (!isMapping(value)) return [{ path, value, wanted: "a mapping of keys to values", known: [] }];
  return Object.entries(value).flatMap(([key, inner]) => {
    const below = [...path, key];
    if ("map" in schema) return misfits(schema.map, inner, below);
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
    return field ? misfits(field, inner, below) : [{ path: below, value: inner, known: Object.keys(schema.fields) }];
  });
}
