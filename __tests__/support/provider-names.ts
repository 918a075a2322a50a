import { readFileSync } from "node:fs";
import path from "node:path";
import type { Stack } from "../../tools/fixtures/synthesized";

/** Names of arguments, with those of nested blocks; undefined: a value without names of its own. */
export interface Names {
  readonly [name: string]: Names | undefined;
}

/** What one release of the aws provider knows of a type. */
export interface KnownType {
  /** What may stand in a block. */
  readonly given: Names;
  /** What may be read from it. */
  readonly read: ReadonlySet<string>;
}

/** Finds a type: `aws_instance`, `data.aws_ami`, or `provider`. Undefined: the release has none of that name. */
export type Release = (type: string) => KnownType | undefined;

interface SchemaBlock {
  readonly attributes?: Readonly<
    Record<string, { type: unknown; deprecated?: boolean; optional?: boolean; required?: boolean }>
  >;
  readonly block_types?: Readonly<Record<string, { block: SchemaBlock; deprecated?: boolean }>>;
}

/** A provider as `terraform providers schema -json` has it. */
export interface ProviderSchema {
  readonly provider: { block: SchemaBlock };
  readonly resource_schemas: Readonly<Record<string, { block: SchemaBlock }>>;
  readonly data_source_schemas: Readonly<Record<string, { block: SchemaBlock }>>;
}

/** A release by its schema, without what it calls deprecated. */
export function releaseOfSchema(schema: ProviderSchema): Release {
  return (type) => {
    const [data, name] = type.startsWith("data.") ? [true, type.slice(5)] : [false, type];
    const found = data ? schema.data_source_schemas[name] : schema.resource_schemas[name];
    const block = type === "provider" ? schema.provider.block : found?.block;
    if (!block) return undefined;
    return { given: namesOfBlock(block), read: new Set(Object.keys({ ...block.attributes, ...block.block_types })) };
  };
}

function namesOfBlock({ attributes = {}, block_types = {} }: SchemaBlock): Names {
  const values = Object.entries(attributes).filter(([, it]) => !it.deprecated && (it.optional || it.required));
  const blocks = Object.entries(block_types).filter(([, it]) => !it.deprecated);
  return Object.fromEntries([
    ...values.map(([name, { type }]) => [name, namesOfType(type)]),
    ...blocks.map(([name, { block }]) => [name, namesOfBlock(block)]),
  ]);
}

/** The names of an object, or of each object in a list or set. */
function namesOfType(type: unknown): Names | undefined {
  if (!Array.isArray(type)) return undefined;
  const [kind, inner] = type as [string, unknown];
  if (kind !== "object") return kind === "map" ? undefined : namesOfType(inner);
  const fields = Object.entries(inner as Record<string, unknown>);
  return Object.fromEntries(fields.map(([name, of]) => [name, namesOfType(of)]));
}

const bindings = path.dirname(require.resolve("@cdktf/provider-aws/package.json"));

/** The release that the bindings were generated from. */
export const releaseOfBindings = /provider version ([0-9.]+)/.exec(
  readFileSync(path.join(bindings, "README.md"), "utf8"),
)![1]!;

/** That release, read from the bindings: each of their functions lists the names of one block. */
export const bound: Release = (type) => {
  const folder = type
    .replace(/^data\./, "data-")
    .replace(/^aws_/, "")
    .replaceAll("_", "-");
  const text = readBinding(folder);
  if (text === undefined) return undefined;
  const given = namesOfBody(text, /^ {4}synthesizeHclAttributes\(\) \{\n(.*?)^ {4}\}/ms.exec(text)![1]!);
  const read = [...text.matchAll(/(?:Attribute\(|\(this, )["'](\w+)["']/g)].map(([, name]) => name!);
  return { given, read: new Set([...Object.keys(given), ...read]) };
};

function readBinding(folder: string): string | undefined {
  try {
    const text = readFileSync(path.join(bindings, "lib", folder, "index.js"), "utf8");
    const structs = /require\("\.\/index-structs"\)/.test(text) ? readBinding(`${folder}/index-structs`) : "";
    return text + (structs ?? "");
  } catch {
    return undefined;
  }
}

function namesOfBody(text: string, body: string): Names {
  const entries = [...body.matchAll(/^ {8,12}(\w+): \{\n\s+value: (.*)$/gm)];
  return Object.fromEntries(
    entries.map(([, name, value]) => {
      const nested = /(?<![.\w])(\w+)ToHclTerraform/.exec(value!)?.[1];
      const own = nested && new RegExp(`^function ${nested}ToHclTerraform\\(.*?\\{\\n(.*?)^\\}`, "ms").exec(text)?.[1];
      return [name!, own ? namesOfBody(text, own) : undefined];
    }),
  );
}

/** What Terraform itself has in every block. */
const ofTerraform = [
  "//",
  "alias",
  "connection",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
];

/** What a stack uses of the aws provider that a release does not have, or calls deprecated. */
export function unknownTo(release: Release, stack: Partial<Stack>): string[] {
  const { provider, resource, data } = stack;
  const kinds: [string, Stack["resource"]][] = [
    ["", resource ?? {}],
    ["data.", data ?? {}],
  ];
  const blocks = kinds.flatMap(([prefix, types]) =>
    Object.entries(types)
      .filter(([type]) => type.startsWith("aws_"))
      .flatMap(([type, named]) => Object.values(named).map((block) => [`${prefix}${type}`, block] as const)),
  );
  const providers = ((provider?.aws ?? []) as unknown[]).map((block) => ["provider", block] as const);
  const text = JSON.stringify(stack);
  const found = [...providers, ...blocks].flatMap(([type, block]) => {
    const known = release(type);
    return known ? unknownNames(known.given, block, type) : [type];
  });
  return [...new Set([...found, ...unknownReferences(release, text), ...unknownIgnored(release, blocks)])].sort();
}

function unknownNames(known: Names, value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => unknownNames(known, each, at));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (ofTerraform.includes(name)) return [];
    if (!(name in known)) return [`${at}.${name}`];
    const below = known[name];
    return below ? unknownNames(below, inner, `${at}.${name}`) : [];
  });
}

function unknownReferences(release: Release, text: string): string[] {
  const references = text.matchAll(/(?<![\w.])((?:data\.)?aws_\w+)\.[\w-]+(?:\[[^\]]*\])?\.(\w+)/g);
  return [...references].flatMap(([, type, name]) => (release(type!)?.read.has(name!) ? [] : [`${type}.${name}`]));
}

function unknownIgnored(release: Release, blocks: readonly (readonly [string, Record<string, any>])[]): string[] {
  return blocks.flatMap(([type, { lifecycle }]) =>
    ((lifecycle?.ignore_changes ?? []) as string[])
      .filter((name) => name !== "all" && !release(type)?.read.has(/^\w+/.exec(name)![0]))
      .map((name) => `${type}.${name}`),
  );
}
