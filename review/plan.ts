import { type ModuleJson, parsePlanJson, type PlanJson, type ResourceChangeJson, type Values } from "./plan-format";
import { presenceOf, type Presence } from "./presence";

/** What a plan does with a resource. `unknown` is an action of a later Terraform. */
export type Action = "none" | "create" | "update" | "replace" | "delete" | "forget" | "unknown";

/** One resource in a plan, without secrets: sensitive values are removed when the plan is read. */
export interface Change {
  readonly address: string;
  /** Its address before this plan, if it is moved. @default the resource is not moved */
  readonly previousAddress?: string;
  /** Address of its module: "" is the root. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  /** Which of a block's resources, if the block makes several. @default the block makes one resource */
  readonly key?: string;
  readonly action: Action;
  /** A deposed object, left over from a replacement, not the resource itself. */
  readonly deposed: boolean;
  /** The reason, in Terraform's term: `replace_because_tainted`. @default Terraform names no reason */
  readonly reason?: string;
  /** Attributes before; empty if the resource does not exist. */
  readonly before: Values;
  /** Attributes as planned, without those that only the apply knows; empty if the resource is removed. */
  readonly after: Values;
  /** Marks what only the apply knows: true, or the same for nested values. */
  readonly unknown: Values;
  /** Marks what was removed as sensitive, on either side. */
  readonly hidden: { readonly before: Values; readonly after: Values };
  /** Attributes whose values differ, including those that only the apply knows or that are sensitive. */
  readonly differing: readonly string[];
  /** Whether Terraform imports an existing object into its state. */
  readonly imported: boolean;
}

/** A resource block of the configuration. */
export interface Block {
  readonly module: string;
  readonly type: string;
  readonly name: string;
  readonly dependsOn: readonly string[];
  readonly expressions: Values;
  /** Whether `count` or `for_each` determines the number, which may be 0. */
  readonly counted: boolean;
}

/** A plan in the form that a review reads. */
export interface Plan {
  readonly changes: readonly Change[];
  /** Changes outside Terraform since the last apply; `after` is the present state. */
  readonly drift: readonly Change[];
  readonly blocks: readonly Block[];
  /** Changes that Terraform defers to a later plan, with its reason. */
  readonly deferred: readonly { readonly address: string; readonly reason: string }[];
  /** Addresses of the actions that the apply runs. */
  readonly actions: readonly string[];
  /** Whether Terraform failed while planning. */
  readonly errored: boolean;
  /** Whether Terraform says that nothing remains to be done after the apply. */
  readonly complete: boolean;
  /** What exists according to the other parts of the plan. */
  readonly presence: Presence;
  /** Names of parts that no known Terraform writes. */
  readonly unknownParts: readonly string[];
}

/**
 * Parses `terraform show -json` of a plan.
 * @throws ReviewError when the text is something else, or has another format
 */
export function parsePlan(text: string): Plan {
  const json = parsePlanJson(text);
  return {
    changes: managed(json.resource_changes),
    drift: managed(json.resource_drift),
    blocks: blocksOf(json.configuration?.root_module ?? {}, "", false),
    deferred: json.deferred_changes.map(({ reason, resource_change: { address } }) => ({ address, reason })),
    actions: [
      ...json.action_invocations.map(({ address }) => address),
      ...json.deferred_action_invocations.map(() => "an action that is postponed"),
    ],
    errored: json.errored,
    complete: json.complete,
    presence: presenceOf(json),
    unknownParts: Object.keys(json).filter((part) => !knownParts.has(part)),
  };
}

/** @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
const knownParts: ReadonlySet<string> = new Set<keyof PlanJson | string>([
  "format_version",
  "terraform_version",
  "timestamp",
  "variables",
  "planned_values",
  "prior_state",
  "configuration",
  "resource_changes",
  "resource_drift",
  "deferred_changes",
  "action_invocations",
  "deferred_action_invocations",
  "output_changes",
  "relevant_attributes",
  "checks",
  "errored",
  "complete",
  "applyable",
]);

const managed = (changes: readonly ResourceChangeJson[]) =>
  changes.filter(({ mode }) => mode === "managed").map(toChange);

function toChange({ change, ...resource }: ResourceChangeJson): Change {
  return {
    address: resource.address,
    previousAddress: resource.previous_address,
    module: resource.module_address ?? "",
    type: resource.type,
    name: resource.name,
    key: resource.index === undefined ? undefined : String(resource.index),
    action: actionOf(change.actions),
    deposed: resource.deposed !== undefined,
    reason: resource.action_reason,
    before: asValues(withoutSensitive(change.before, change.before_sensitive)),
    after: asValues(withoutSensitive(change.after, change.after_sensitive)),
    unknown: marksOf(change.after_unknown, change.after),
    hidden: {
      before: marksOf(change.before_sensitive, change.before),
      after: marksOf(change.after_sensitive, change.after),
    },
    differing: differingAttributes(change),
    imported: change.importing !== undefined && change.importing !== null,
  };
}

/** Only names: the values may be secret. */
function differingAttributes({ before, after, after_unknown }: ResourceChangeJson["change"]): string[] {
  const [old, planned, later] = [asValues(before), asValues(after), marksOf(after_unknown, before)];
  const names = new Set([old, planned, later].flatMap(Object.keys));
  return [...names]
    .filter((name) => isMarked(later[name]) || JSON.stringify(old[name]) !== JSON.stringify(planned[name]))
    .sort();
}

/** Marks of attributes. A mark on the whole resource applies to each of its attributes. */
function marksOf(marks: unknown, values: unknown): Values {
  if (marks !== true) return asValues(marks);
  return Object.fromEntries(Object.keys(asValues(values)).map((name) => [name, true]));
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

/** An object's attributes; empty if there is no object. */
export function asValues(value: unknown): Values {
  return isObject(value) && !Array.isArray(value) ? value : {};
}

/** Whether a mark, or a nested one, is set. */
export function isMarked(marks: unknown): boolean {
  return marks === true || (isObject(marks) && Object.values(marks).some(isMarked));
}

/** A value without the parts that the marks call sensitive. */
function withoutSensitive(value: unknown, marks: unknown): unknown {
  if (marks === true) return undefined;
  if (!isObject(value) || !isObject(marks)) return value;
  const inner = marks as Record<string | number, unknown>;
  if (Array.isArray(value)) return value.map((one, index) => withoutSensitive(one, inner[index]));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutSensitive(one, inner[key])]));
}

function blocksOf({ resources = [], module_calls = {} }: ModuleJson, module: string, counted: boolean): Block[] {
  const isCounted = (it: { count_expression?: unknown; for_each_expression?: unknown }) =>
    counted || it.count_expression !== undefined || it.for_each_expression !== undefined;
  const own = resources
    .filter(({ mode }) => mode === "managed")
    .map((resource) => ({
      module,
      type: resource.type,
      name: resource.name,
      dependsOn: resource.depends_on,
      expressions: resource.expressions ?? {},
      counted: isCounted(resource),
    }));
  const inner = Object.entries(module_calls).flatMap(([name, call]) =>
    blocksOf(call.module ?? {}, [module, `module.${name}`].filter(Boolean).join("."), isCounted(call)),
  );
  return [...own, ...inner];
}

/** The first reference of an attribute's expression: "aws_security_group.security_masters.id". */
export function referenceOf(block: Block | undefined, attribute: string): string {
  const { references } = asValues(block?.expressions[attribute]);
  return Array.isArray(references) ? String(references[0]) : "";
}

/** A module's address in the configuration, where one block stands for all its instances. */
export const withoutKeys = (address: string): string => address.replace(/\[("(\\.|[^"\\])*"|\d+)\]/g, "");
