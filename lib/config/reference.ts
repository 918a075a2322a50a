import { markdownTable } from "../render/markdown";
import { clusterJsonSchema, type JsonSchema } from "./json-schema";

/** A key of the cluster file, with everything below it left out. */
interface Key {
  /** Dotted, with `[]` for each element of a list and `<name>` for a key that is free: `network.subnets[].cidr`. */
  readonly path: string;
  readonly schema: JsonSchema;
}

/** The cluster file's keys as a document: what may stand there, what a key that is left out means. */
export function clusterFileDocument(): string {
  const sections = Object.entries(clusterJsonSchema().properties ?? {});
  const plain = sections.filter(([, schema]) => leaf(schema)).map(([path, schema]) => ({ path, schema }));
  const nested = sections.filter(([, schema]) => !leaf(schema));
  return [
    "# The cluster file",
    "",
    "Every key that a cluster file may have. All may be left out: an empty file is the guide's cluster, and",
    "[cluster.yaml](../cluster.yaml) spells the defaults out. Editors that know JSON Schema complete and check the file with",
    "[cluster.schema.json](../cluster.schema.json). A key that is not here is an error, as is a value that does not fit: all",
    "problems are said at once, and nothing is written then.",
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

/** Whether nothing stands below a key that has a name of its own. */
const leaf = (schema: JsonSchema) => keysBelow("", schema).length === 0;

/** The keys below one, from the top down. */
function keysBelow(path: string, schema: JsonSchema): Key[] {
  const free = schema.additionalProperties as JsonSchema | boolean | undefined;
  const inner: [string, JsonSchema][] = [
    ...Object.entries(schema.properties ?? {}).map(([name, one]): [string, JsonSchema] => [`${path}.${name}`, one]),
    ...(schema.items?.properties ? keysOf(`${path}[]`, schema.items) : []),
    ...(typeof free === "object" && free.properties ? keysOf(`${path}.<name>`, free) : []),
  ];
  return inner.flatMap(([name, one]) => [{ path: name, schema: one }, ...keysBelow(name, one)]);
}

const keysOf = (path: string, schema: JsonSchema) =>
  Object.entries(schema.properties ?? {}).map(([name, one]): [string, JsonSchema] => [`${path}.${name}`, one]);

function keyTable(keys: readonly Key[]): string[] {
  return markdownTable(
    ["key", "what may stand there", "default", "meaning"],
    keys.map(({ path, schema }) => [
      `\`${path}\``,
      allowed(schema),
      defaultOf(schema),
      String(schema.description ?? "")
        .replace(leftOut, "")
        .trim()
        .replaceAll("<", "&lt;"),
    ]),
  );
}

function allowed(schema: JsonSchema): string {
  const { type, enum: choices, minimum, maximum, items } = schema;
  if (Array.isArray(choices)) return choices.map(code).join(", ");
  if (type === "integer" || type === "number") return range("a whole number", minimum, maximum);
  if (type === "boolean") return "`true`, `false`";
  if (type === "array") return items?.properties ? "a list of mappings" : `a list, each ${allowed(items ?? {})}`;
  if (type === "object") return "a mapping";
  return "text";
}

const range = (what: string, minimum: unknown, maximum: unknown) =>
  minimum === undefined ? what : `${what}, ${String(minimum)} to ${String(maximum)}`;

/** What a description says of a key that is left out, where another key or nothing at all decides that. */
const leftOut = /\s*Left out: (.*?)\.(?=\s|$)/s;

/** A default as YAML would have it, or what the description says of a key that is left out. */
function defaultOf(schema: JsonSchema): string {
  const said = leftOut.exec(String(schema.description ?? ""))?.[1];
  if (said) return said;
  if (schema.default === undefined || schema.properties) return "";
  return isEmpty(schema.default) ? "none" : code(schema.default);
}

const isEmpty = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length === 0;

const code = (value: unknown) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
