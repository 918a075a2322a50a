/** A variable part of a name. */
export interface Field<N extends string> {
  readonly field: N;
  /** The allowed texts: the source of a regular expression without capturing groups. */
  readonly pattern: string;
  /** Converts a value to its text in a name. @default unchanged */
  readonly write?: (value: string) => string;
  /** Converts a text in a name to its value: the reverse of `write`. @default unchanged */
  readonly read?: (text: string) => string;
}

/** The values of a name's fields. */
export type Values<N extends string> = Readonly<Record<N, string>>;

/** The arguments for making a name: none if the name has no fields. */
type Given<N extends string> = [N] extends [never] ? [] : [values: Readonly<Record<N, string | number>>];
type Input = Readonly<Record<string, string | number>>;

/** The parts that are needed to read an id. */
interface Readable<N extends string> {
  /** The source of a regular expression, with a named group for each field. */
  readonly pattern: string;
  readonly fields: readonly Field<N>[];
}

/** The id of a construct with variable parts. Call it to make an id; its pattern reads one. */
export interface Id<N extends string> extends Readable<N> {
  (...given: Given<N>): string;
}

/** A resource by Terraform's type and its name within that type. */
export interface Resource {
  /** The type: `aws_instance`. The type of a data source begins with `data.`. */
  readonly type: string;
  readonly name: string;
}

/** A kind of resource. Call it to make a resource's name; `parse` reads a name. */
export interface Kind<N extends string> {
  (...given: Given<N>): Resource;
  readonly type: string;
  /** Matches the outermost id of its path: the source of a regular expression without capturing groups. */
  readonly root: string;
  /**
   * The values of the fields in a resource's name; undefined if the resource is of another kind.
   * @param between the separator of ids. @default "_"
   */
  parse(resource: Resource, between?: string): Values<N> | undefined;
}

type Part = string | Readable<string>;
type FieldsOf<P extends readonly Part[]> = Exclude<P[number], string>["fields"][number]["field"];

/** The separator of construct ids in a name. */
const joint = "_";

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const patternOf = (part: Part) => (typeof part === "string" ? quoted(part) : part.pattern);
const withoutGroups = (pattern: string) => pattern.replace(/\(\?<\w+>/g, "(?:");

/** Defines an id by a template of text and fields: `subnet-${index}`. */
export function id<const F extends readonly Field<string>[]>(
  texts: TemplateStringsArray,
  ...fields: F
): Id<F[number]["field"]> {
  const parts = texts.map((text, index) => ({ text, field: fields[index] }));
  const make = (values: Input = {}) =>
    parts.map(({ text, field }) => (field ? text + written(field, values) : text)).join("");
  const pattern = parts
    .map(({ text, field }) => quoted(text) + (field ? `(?<${field.field}>${field.pattern})` : ""))
    .join("");
  return Object.assign(make, { pattern, fields }) as unknown as Id<F[number]["field"]>;
}

function written({ field, write }: Field<string>, values: Input): string {
  const value = String(values[field]);
  return write ? write(value) : value;
}

/** Defines a kind of resource by the ids of its constructs, the outermost first. */
export function kind<const P extends readonly Part[]>(type: string, ...path: P): Kind<FieldsOf<P>> {
  const whole = (between: string) => new RegExp(`^${path.map(patternOf).join(quoted(between))}$`);
  const usual = whole(joint);
  const make = (values: Input = {}): Resource => ({
    type,
    name: path.map((part) => (typeof part === "string" ? part : (part as Id<string>)(values))).join(joint),
  });
  const parse = (resource: Resource, between = joint) => {
    const pattern = between === joint ? usual : whole(between);
    const match = resource.type === type ? pattern.exec(resource.name) : null;
    return match ? valuesOf(path, match.groups ?? {}) : undefined;
  };
  const root = withoutGroups(patternOf(path[0]!));
  return Object.assign(make, { type, root, parse }) as unknown as Kind<FieldsOf<P>>;
}

function valuesOf(path: readonly Part[], texts: Readonly<Record<string, string>>): Values<string> {
  const fields = path.flatMap((part) => (typeof part === "string" ? [] : part.fields));
  return Object.fromEntries(fields.map(({ field, read }) => [field, read ? read(texts[field]!) : texts[field]!]));
}
