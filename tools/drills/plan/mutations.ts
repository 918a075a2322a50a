import type { Random } from "../random";

// The JSON that is mutated has no types.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** A change of a resource in the output of `terraform show -json`. */
interface ChangeJson {
  address: string;
  name: string;
  change: {
    actions: string[];
    before: Json;
    after: Json;
    after_unknown: Json;
    before_sensitive: Json;
    after_sensitive: Json;
  };
}

/** A plan in the output of `terraform show -json`: the parts that mutations change. */
export interface PlanJson {
  resource_changes: ChangeJson[];
  resource_drift?: ChangeJson[];
  deferred_changes?: Json[];
  complete?: boolean;
  errored?: boolean;
  configuration?: { root_module: { resources?: Json[] } };
  prior_state?: Json;
  planned_values?: Json;
}

/**
 * Removes something from a plan. @returns a description as part of a sentence; undefined if there was nothing to remove
 */
type Mutation = (plan: PlanJson, random: Random) => string | undefined;

const pickChange = ({ resource_changes: changes }: PlanJson, random: Random) =>
  changes.length > 0 ? random.pick(changes) : undefined;

/** A change whose values may be known only after the apply. */
const pickMoving = ({ resource_changes: changes }: PlanJson, random: Random) => {
  const moving = changes.filter(({ change }) => change.actions[0] !== "no-op" && change.after);
  return moving.length > 0 ? random.pick(moving) : undefined;
};

const dropChange: Mutation = (plan, random) => {
  const gone = pickChange(plan, random);
  plan.resource_changes = plan.resource_changes.filter((it) => it !== gone);
  return gone && `left out ${gone.address}`;
};

const dropType: Mutation = (plan, random) => {
  const type = pickChange(plan, random)
    ?.address.replace(/^module\..*?\./, "")
    .split(".")[0];
  plan.resource_changes = plan.resource_changes.filter(({ address }) => !address.startsWith(`${type}.`));
  return type && `left out all changes of ${type}`;
};

const dropDrift: Mutation = (plan, random) => {
  if (!plan.resource_drift?.length) return undefined;
  const [gone] = plan.resource_drift.splice(random.below(plan.resource_drift.length), 1);
  return `left out the drift of ${gone!.address}`;
};

const dropPart: Mutation = (plan, random) => {
  const parts = ["configuration", "prior_state", "planned_values", "resource_drift", "resource_changes"] as const;
  const part = random.pick(parts.filter((it) => it in plan));
  delete (plan as Json)[part];
  if (part === "resource_changes") plan.resource_changes = [];
  return `left out the part ${part}`;
};

const dropBlock: Mutation = (plan, random) => {
  const blocks = plan.configuration?.root_module.resources;
  if (!blocks?.length) return undefined;
  const [gone] = blocks.splice(random.below(blocks.length), 1);
  return `left out the block ${gone.type}.${gone.name}`;
};

const dropExpressions: Mutation = (plan, random) => {
  const blocks = (plan.configuration?.root_module.resources ?? []).filter((it) => it.expressions);
  if (blocks.length === 0) return undefined;
  const block = random.pick(blocks);
  delete block.expressions;
  return `left out the expressions of ${block.type}.${block.name}`;
};

/** The attributes of a side, and those within its maps. */
function pathsOf(values: Json): string[][] {
  return Object.entries(values ?? {}).flatMap(([name, value]) => [
    [name],
    ...(value && typeof value === "object" && !Array.isArray(value)
      ? Object.keys(value).map((key) => [name, key])
      : []),
  ]);
}

/** Sets a mark at a path, next to existing marks. */
function mark(marks: Json, [name, key]: readonly string[]): Json {
  const known = marks && marks !== true ? marks : {};
  if (key === undefined) return { ...known, [name!]: true };
  return known[name!] === true ? known : { ...known, [name!]: { ...(known[name!] ?? {}), [key]: true } };
}

const makeUnknown: Mutation = (plan, random) => {
  const moving = pickMoving(plan, random);
  const paths = pathsOf(moving?.change.after);
  if (!moving || paths.length === 0) return undefined;
  const [name, key] = random.pick(paths);
  moving.change.after_unknown = mark(moving.change.after_unknown, [name!, ...(key === undefined ? [] : [key])]);
  if (key === undefined) delete moving.change.after[name!];
  else delete moving.change.after[name!][key];
  return `made ${[name, key].filter(Boolean).join(" ")} of ${moving.address} unknown`;
};

const makeSensitive: Mutation = (plan, random) => {
  const changed = pickChange(plan, random);
  const side = random.pick(["before", "after"] as const);
  const paths = pathsOf(changed?.change[side]);
  if (!changed || paths.length === 0) return undefined;
  const path = random.pick(paths);
  const whole = random.chance(0.2);
  const marks = `${side}_sensitive` as const;
  changed.change[marks] = whole ? true : mark(changed.change[marks], path);
  return `made ${whole ? side : `${side} ${path.join(" ")}`} of ${changed.address} sensitive`;
};

const rename: Mutation = (plan, random) => {
  const changed = pickChange(plan, random);
  if (!changed) return undefined;
  const old = changed.address;
  changed.name = `renamed-${random.below(1000)}`;
  changed.address = old.replace(/\.[^.[]+(?=\[|$)/, `.${changed.name}`);
  return `renamed ${old}`;
};

const changeActions =
  (says: string, actions: (old: string[]) => string[]): Mutation =>
  (plan, random) => {
    const changed = pickChange(plan, random);
    if (!changed) return undefined;
    changed.change.actions = actions(changed.change.actions);
    return `${says} ${changed.address}`;
  };

const defer: Mutation = (plan, random) => {
  const gone = pickChange(plan, random);
  if (!gone) return undefined;
  plan.resource_changes = plan.resource_changes.filter((it) => it !== gone);
  plan.deferred_changes = [...(plan.deferred_changes ?? []), { reason: "drill", resource_change: gone }];
  return `put off ${gone.address}`;
};

const set =
  (part: "complete" | "errored", value: boolean): Mutation =>
  (plan) => {
    plan[part] = value;
    return `said ${part}: ${value}`;
  };

/** Every way in which a drill removes information, by name. */
export const mutations: Readonly<Record<string, Mutation>> = {
  dropChange,
  dropType,
  dropDrift,
  dropPart,
  dropBlock,
  dropExpressions,
  makeUnknown,
  makeSensitive,
  rename,
  reorderActions: changeActions("reordered the actions of", (actions) => [...actions].reverse()),
  mixActions: changeActions("gave unknown actions to", () => ["enlighten"]),
  dropActions: changeActions("left out the actions of", () => []),
  forget: changeActions("forgot", () => ["forget"]),
  defer,
  incomplete: set("complete", false),
  errored: set("errored", true),
};

/** A copy of a plan without some of its information, and a description of the mutations. */
export function mutate(plan: PlanJson, random: Random): { mutated: PlanJson; did: string[] } {
  const mutated = structuredClone(plan);
  const count = random.between(1, 3);
  const did = Array.from({ length: count }, () => random.pick(Object.values(mutations))(mutated, random));
  return { mutated, did: did.filter((one) => one !== undefined) };
}
