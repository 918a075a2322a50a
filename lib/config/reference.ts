import { markdownTable } from "../render/markdown";
import { clusterJsonSchema, type JsonSchema } from "./json-schema";

/** A key of the cluster file, without the keys below it. */
interface Key {
  /** The dotted path. `[]` stands for each element of a list, `<name>` for a free key: `network.subnets[].cidr`. */
  readonly path: string;
  readonly schema: JsonSchema;
  /** Whether the key is required in its mapping. */
  readonly required?: boolean;
}

/** Renders the reference page of the cluster file: values, default and meaning of every key. */
export function clusterFileDocument(): string {
  const sections = Object.entries(clusterJsonSchema().properties ?? {});
  const plain = sections.filter(([, schema]) => leaf(schema)).map(([path, schema]) => ({ path, schema }));
  const nested = sections.filter(([, schema]) => !leaf(schema));
  return [
    "# The cluster file",
    "",
    "All keys of the cluster file. Every key is optional: an empty file describes a cluster of three masters and three",
    "workers. [cluster.yaml](../cluster.yaml) shows the defaults. Editors that support JSON Schema complete and check the",
    "file with [cluster.schema.json](../cluster.schema.json). Unknown keys and invalid values are errors. groundup reports",
    "all errors at once, and then writes nothing.",
    "",
    "A key that is *required* is required only if you use the mapping or the list entry that contains it.",
    "",
    "## Top level",
    "",
    ...keyTable(plain),
    ...nested.flatMap(([path, schema]) => [
      "",
      `## ${path}`,
      "",
      String(schema.description ?? ""),
      "",
      ...keyTable(keysBelow(path, schema)),
    ]),
    "",
  ].join("\n");
}

/** Whether no named keys are below a key. */
const leaf = (schema: JsonSchema) => keysBelow("", schema).length === 0;

/** All keys below a key, from the top down. */
function keysBelow(path: string, schema: JsonSchema): Key[] {
  const free = schema.additionalProperties as JsonSchema | boolean | undefined;
  const inner = [
    ...keysOf(path, schema),
    ...keysOf(`${path}[]`, schema.items),
    ...keysOf(`${path}.<name>`, typeof free === "object" ? free : undefined),
  ];
  return inner.flatMap((key) => [key, ...keysBelow(key.path, key.schema)]);
}

function keysOf(path: string, schema?: JsonSchema): Key[] {
  const required = (schema?.required ?? []) as readonly string[];
  return Object.entries(schema?.properties ?? {}).map(([name, one]) => ({
    path: `${path}.${name}`,
    schema: one,
    required: required.includes(name),
  }));
}

function keyTable(keys: readonly Key[]): string[] {
  return markdownTable(
    ["key", "value", "default", "meaning"],
    keys.map(({ path, schema, required }) => [
      `\`${path}\``,
      allowed(schema),
      required ? "required" : defaultOf(schema),
      escaped(
        String(schema.description ?? "")
          .replace(describedDefault, "")
          .trim(),
      ),
    ]),
  );
}

function allowed(schema: JsonSchema): string {
  const { type, enum: choices, minimum, maximum, items } = schema;
  if (Array.isArray(choices)) return choices.map(code).join(", ");
  if (type === "integer" || type === "number") return range("a whole number", minimum, maximum);
  if (type === "boolean") return "`true`, `false`";
  if (type === "array")
    return items?.properties ? "a list of mappings" : `a list; each entry is ${allowed(items ?? {})}`;
  if (type === "object") return "a mapping";
  return "text";
}

const range = (what: string, minimum: unknown, maximum: unknown) =>
  minimum === undefined ? what : `${what}, ${String(minimum)} to ${String(maximum)}`;

/**
 * Matches the default in a description. Descriptions name the default if it depends on another key or is not a value.
 */
const describedDefault = /\s*Default: (.*?)\.(?=\s|$)/s;

/** The default value, or the default that the description names. */
function defaultOf(schema: JsonSchema): string {
  const said = describedDefault.exec(String(schema.description ?? ""))?.[1];
  if (said) return escaped(said);
  if (schema.default === undefined) return "";
  if (schema.properties) return "see the keys below";
  return isEmpty(schema.default) ? "none" : code(schema.default);
}

/** Escapes a text so that Markdown finds no HTML in it. */
const escaped = (text: string) => text.replaceAll("<", "&lt;");

const isEmpty = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length === 0;

const code = (value: unknown) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
