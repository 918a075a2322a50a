import { type Finding, stopping } from "./finding";
import { rulesOfIngress } from "./known";
import { asValues, type Block, type Change, isMarked, type Plan, withoutKeys } from "./plan";
import type { Values } from "./plan-format";
import { type Context, groupOf, type Opening, openingsOf } from "./rules";

/** Traffic that is newly allowed, and traffic that is no longer allowed. */
export interface FirewallChange {
  readonly opened: readonly Opening[];
  readonly closed: readonly Opening[];
}

/**
 * The ingress changes of a plan, for the rules of all owners. Only real differences count, and not the rules that are
 * removed with their group. A rule whose source or ports the plan does not show is a finding, because it may allow any
 * source.
 */
export function firewallChange({ changes, blocks }: Plan): FirewallChange & { readonly findings: readonly Finding[] } {
  const groups = new Map(
    changes.filter(({ type }) => type === "aws_security_group").map((group) => [group.before.id, group]),
  );
  const moving = changes.filter(
    ({ type, action }) => rulesOfIngress.has(type) && action !== "none" && action !== "forget",
  );
  const contextOf = (change: Change): Context => ({ change, block: blockOf(blocks, change), groups });
  const side = (values: (change: Change) => Values) =>
    moving
      .filter((change) => groups.get(values(change).security_group_id)?.action !== "delete")
      .flatMap((change) => openingsOf(values(change), contextOf(change)));
  const before = side((change) => change.before);
  const after = side((change) => change.after);
  const without = (openings: Opening[], others: Opening[]) =>
    openings.filter((one) => !others.some((other) => other.traffic === one.traffic && other.source === one.source));
  return {
    opened: without(after, before),
    closed: without(before, after),
    findings: moving.flatMap((change) => unclear(change, contextOf(change))),
  };
}

const blockOf = (blocks: readonly Block[], { module, type, name }: Change) =>
  blocks.find((block) => block.module === withoutKeys(module) && block.type === type && block.name === name);

/** What a plan must show about a new or changed rule, by resource type. */
const shown: Readonly<Record<string, readonly string[]>> = {
  aws_vpc_security_group_ingress_rule: ["ip_protocol", "from_port", "to_port", ...sourcesOf("rule")],
  aws_security_group_rule: ["type", "protocol", "from_port", "to_port", ...sourcesOf("list")],
  aws_security_group: ["ingress"],
  aws_default_security_group: ["ingress"],
};

function sourcesOf(kind: "rule" | "list"): string[] {
  return kind === "rule"
    ? ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"]
    : ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "source_security_group_id", "self"];
}

/** Findings about a new or changed rule that cannot be judged: sensitive or unknown values, or another owner's list. */
function unclear(change: Change, context: Context): Finding[] {
  const { type, action, address, after, hidden, unknown, differing } = change;
  if (action === "delete") return [];
  const matters = shown[type]!.filter(
    (name) => action !== "update" || type.endsWith("_rule") || differing.includes(name),
  );
  const secret = matters.filter((name) => isMarked(hidden.after[name]));
  if (secret.length > 0)
    return [
      stopping(
        "sensitive-values",
        `${address}: the allowed sources are sensitive (${secret.join(", ")}), and this review does not read them`,
      ),
    ];
  // If a group has separate rules, the provider reads them once the group exists.
  const isOwnGroup = type === "aws_security_group" && action === "create";
  const later = matters.filter((name) => isMarked(unknown[name]) && !isOwnGroup && !isOwnAddress(name, context));
  if (later.length > 0)
    return [
      stopping(
        "unknown-values",
        `${address}: the allowed sources are known only during the apply (${later.join(", ")})`,
      ),
    ];
  return type.endsWith("_rule") ? unnamedSource(change, context) : inlineLists(address, after.ingress, context);
}

/**
 * Whether an attribute's unknown value is harmless. An address of a resource in this plan is one address, whatever its
 * value. The rules of a group in this plan are in this plan too.
 */
function isOwnAddress(attribute: string, { block }: Context): boolean {
  const { references } = asValues(block?.expressions[attribute]);
  const first = Array.isArray(references) ? String(references[0]) : "";
  if (attribute === "cidr_ipv4") return /^aws_(instance|eip|nat_gateway)\./.test(first);
  return attribute === "referenced_security_group_id" && first.startsWith("aws_security_group.");
}

/** The finding for a separate rule whose source is neither a range nor a group in this plan. */
function unnamedSource({ type, address, after, unknown }: Change, context: Context): Finding[] {
  if (type === "aws_security_group_rule" && after.type !== "ingress" && after.type !== undefined) return [];
  const names = type === "aws_security_group_rule" ? sourcesOf("list") : sourcesOf("rule");
  if (names.some((name) => isMarked(unknown[name]))) return [];
  const ranges = [after.cidr_ipv4, after.cidr_ipv6].some((it) => typeof it === "string");
  const lists = [after.cidr_blocks, after.ipv6_cidr_blocks].some((it) => Array.isArray(it) && it.length > 0);
  if (hasForeignSource(after, context))
    return [stopping("not-judged", `${address}: the allowed source is a prefix list or a group outside of this plan`)];
  const group = ["referenced_security_group_id", "source_security_group_id"].some(
    (name) => typeof after[name] === "string",
  );
  if (ranges || lists || group || after.self === true) return [];
  return [stopping("unknown-values", `${address}: the plan does not show the allowed sources`)];
}

/** Whether the plan does not show a rule's source: a prefix list, or another owner's group. */
function hasForeignSource(values: Values, context: Context): boolean {
  const lists = [values.prefix_list_id, values.prefix_list_ids].flat().filter((it) => typeof it === "string");
  const foreign = ["referenced_security_group_id", "source_security_group_id"].some(
    (name) => typeof values[name] === "string" && groupOf(values, name, context) === undefined,
  );
  const groups = Array.isArray(values.security_groups) ? (values.security_groups as unknown[]) : [];
  return lists.length > 0 || foreign || groups.some((id) => !context.groups.has(id));
}

/** Findings about rules inside a group, each with lists of sources. */
function inlineLists(address: string, rules: unknown, context: Context): Finding[] {
  if (!Array.isArray(rules)) return [];
  return rules.some((rule) => hasForeignSource(asValues(rule), context))
    ? [stopping("not-judged", `${address}: the allowed source is a prefix list or a group outside of this plan`)]
    : [];
}
