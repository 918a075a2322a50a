/** A part of a name that differs from one resource to the next. */
export interface Field<N extends string> {
  readonly field: N;
  /** What it may look like: the source of a regular expression without groups that capture. */
  readonly pattern: string;
  /** How a value is written in a name. @default as it is */
  readonly write?: (value: string) => string;
  /** The value that a text in a name means: the reverse of `write`. @default the text */
  readonly read?: (text: string) => string;
}

/** What the fields of a name hold. */
export type Values<N extends string> = Readonly<Record<N, string>>;

/** What a name is made from: nothing if it has no fields. */
type Given<N extends string> = [N] extends [never] ? [] : [values: Readonly<Record<N, string | number>>];
type Input = Readonly<Record<string, string | number>>;

/** What it takes to read an id. */
interface Readable<N extends string> {
  /** The source of a regular expression, with a named group for each field. */
  readonly pattern: string;
  readonly fields: readonly Field<N>[];
}

/** The id of a construct with something in it that differs: makes it, and reads it again. */
export interface Id<N extends string> extends Readable<N> {
  (...given: Given<N>): string;
}

/** A resource by Terraform's type and its name within that type. */
export interface Resource {
  /** `aws_instance`; a data source has `data.` before it. */
  readonly type: string;
  readonly name: string;
}

/** A kind of resource: makes the name of one, and tells whether a name is of this kind. */
export interface Kind<N extends string> {
  (...given: Given<N>): Resource;
  readonly type: string;
  /** Matches the first id on the way to it: the source of a regular expression without groups that capture. */
  readonly root: string;
  /**
   * What the fields of a resource's name hold; undefined if it is of another kind.
   * @param between what joins the ids. @default "_"
   */
  parse(resource: Resource, between?: string): Values<N> | undefined;
}

type Part = string | Readable<string>;
type FieldsOf<P extends readonly Part[]> = Exclude<P[number], string>["fields"][number]["field"];

/** What joins the ids of constructs in a name. */
const joint = "_";

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const patternOf = (part: Part) => (typeof part === "string" ? quoted(part) : part.pattern);
const withoutGroups = (pattern: string) => pattern.replace(/\(\?<\w+>/g, "(?:");

/** An id as a template of text and fields: `subnet-${index}`. */
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

/** A kind of resource by the ids of the constructs on the way to it, the outermost first. */
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
