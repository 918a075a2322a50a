import { type ModuleJson, parsePlanJson, type ResourceChangeJson, type Values } from "./plan-format";

/** What a plan does with a resource. `unknown` is what a later Terraform may have come up with. */
export type Action = "none" | "create" | "update" | "replace" | "delete" | "forget" | "unknown";

/** One resource in a plan. Nothing in it is secret: sensitive values are taken out where the plan is read. */
export interface Change {
  readonly address: string;
  /** Address of the module that it is in: "" is the root. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  /** Which of a block's resources, where it makes several. */
  readonly key?: string;
  readonly action: Action;
  /** The object that is left over from a replacement, not the resource itself. */
  readonly deposed: boolean;
  /** Why, in Terraform's word: `replace_because_tainted`. */
  readonly reason?: string;
  /** Attributes as they are; empty where the resource is not there. */
  readonly before: Values;
  /** Attributes as planned, without those that only the apply knows; empty where the resource goes. */
  readonly after: Values;
  /** Marks what only the apply knows: true, or the same for what is within. */
  readonly unknown: Values;
}

/** A resource block of the configuration. */
export interface Block {
  readonly module: string;
  readonly type: string;
  readonly name: string;
  readonly dependsOn: readonly string[];
  readonly expressions: Values;
}

/** A plan as a review reads it. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly blocks: readonly Block[];
}

/**
 * Reads `terraform show -json` of a plan.
 * @throws ReviewError when it is something else, of another format, or not whole.
 */
export function parsePlan(text: string): Plan {
  const { resource_changes, configuration } = parsePlanJson(text);
  return {
    changes: resource_changes.filter(({ mode }) => mode === "managed").map(toChange),
    blocks: blocksOf(configuration.root_module, ""),
  };
}

function toChange({ change, ...resource }: ResourceChangeJson): Change {
  return {
    address: resource.address,
    module: resource.module_address ?? "",
    type: resource.type,
    name: resource.name,
    key: resource.index === undefined ? undefined : String(resource.index),
    action: actionOf(change.actions),
    deposed: resource.deposed !== undefined,
    reason: resource.action_reason,
    before: asValues(withoutSensitive(change.before, change.before_sensitive)),
    after: asValues(withoutSensitive(change.after, change.after_sensitive)),
    unknown: asValues(change.after_unknown),
  };
}

const actions: Readonly<Record<string, Action>> = {
  "no-op": "none",
  read: "none",
  create: "create",
  update: "update",
  delete: "delete",
  forget: "forget",
  "create delete": "replace",
  "delete create": "replace",
};

const actionOf = (words: readonly string[]): Action => actions[words.join(" ")] ?? "unknown";

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** An object's attributes; nothing where there is none. */
export function asValues(value: unknown): Values {
  return isObject(value) && !Array.isArray(value) ? value : {};
}

/** A value without what the marks beside it say is sensitive. */
function withoutSensitive(value: unknown, marks: unknown): unknown {
  if (marks === true) return undefined;
  if (!isObject(value) || !isObject(marks)) return value;
  const inner = marks as Record<string | number, unknown>;
  if (Array.isArray(value)) return value.map((one, index) => withoutSensitive(one, inner[index]));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutSensitive(one, inner[key])]));
}

function blocksOf({ resources = [], module_calls = {} }: ModuleJson, module: string): Block[] {
  const own = resources.map(({ type, name, depends_on, expressions }) => ({
    module,
    type,
    name,
    dependsOn: depends_on,
    expressions: expressions ?? {},
  }));
  const inner = Object.entries(module_calls).flatMap(([name, call]) =>
    blocksOf(call.module ?? {}, [module, `module.${name}`].filter(Boolean).join(".")),
  );
  return [...own, ...inner];
}

/** What an attribute's expression refers to first: "aws_security_group.security_masters.id". */
export function referenceOf(block: Block | undefined, attribute: string): string {
  const { references } = asValues(block?.expressions[attribute]);
  return Array.isArray(references) ? String(references[0]) : "";
}

/** A module's address in the configuration, where one block stands for all its instances. */
export const withoutKeys = (address: string): string => address.replace(/\[("(\\.|[^"\\])*"|\d+)\]/g, "");
