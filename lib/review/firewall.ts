import { groupName, nodeOf } from "./naming";
import { asValues, type Block, type Change, type Plan, referenceOf, withoutKeys } from "./plan";
import type { Values } from "./plan-format";

/** Traffic that a security-group rule lets in. */
export interface Opening {
  readonly address: string;
  /** "6443/tcp on the load balancer". */
  readonly traffic: string;
  /** "203.0.113.0/24", "the masters". */
  readonly source: string;
  /** From so many addresses that it is the world. */
  readonly world: boolean;
}

/** Traffic that is let in from now on, and no longer. */
export interface FirewallChange {
  readonly opened: readonly Opening[];
  readonly closed: readonly Opening[];
}

/** What a rule refers to: by its block, or by the id of a group that is there. */
interface Context {
  readonly block: Block | undefined;
  readonly groups: ReadonlyMap<unknown, Change>;
}

/** What a plan does to ingress, whoever declares the rule: only what really differs, and not what goes with its group. */
export function firewallChange({ changes, blocks }: Plan): FirewallChange {
  const groups = new Map(
    changes.filter(({ type }) => type === "aws_security_group").map((group) => [group.before.id, group]),
  );
  const moving = changes.filter(({ action }) => action !== "none" && action !== "forget");
  const side = (values: (change: Change) => Values) =>
    moving
      .filter((change) => groups.get(values(change).security_group_id)?.action !== "delete")
      .flatMap((change) => openingsOf(change, values(change), { block: blockOf(blocks, change), groups }));
  const before = side((change) => change.before);
  const after = side((change) => change.after);
  const without = (openings: Opening[], others: Opening[]) =>
    openings.filter((one) => !others.some((other) => other.traffic === one.traffic && other.source === one.source));
  return { opened: without(after, before), closed: without(before, after) };
}

const blockOf = (blocks: readonly Block[], { module, type, name }: Change) =>
  blocks.find((block) => block.module === withoutKeys(module) && block.type === type && block.name === name);

/** The sides of an ingress rule as AWS's provider has them: one resource a rule, or rules within their group. */
function openingsOf(change: Change, values: Values, context: Context): Opening[] {
  const { type, address, name } = change;
  if (Object.keys(values).length === 0) return [];
  if (type === "aws_vpc_security_group_ingress_rule") {
    const ports = portsOf(values.ip_protocol, values.from_port, values.to_port);
    const target = groupOf(values, "security_group_id", context) ?? name;
    return [opening(address, ports, target, sourceOf(values, context))];
  }
  if (type === "aws_security_group_rule" && values.type === "ingress") return inlineRule(address, values, name);
  if (!/^aws_(default_)?security_group$/.test(type) || !Array.isArray(values.ingress)) return [];
  return values.ingress.flatMap((rule) => inlineRule(address, asValues(rule), name));
}

function inlineRule(address: string, rule: Values, group: string): Opening[] {
  const ports = portsOf(rule.protocol, rule.from_port, rule.to_port);
  const ranges = [rule.cidr_blocks, rule.ipv6_cidr_blocks].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  return ranges.map((range) => opening(address, ports, `${group} (${address})`, String(range)));
}

function sourceOf(values: Values, context: Context): string {
  const { cidr_ipv4, cidr_ipv6, prefix_list_id } = values;
  const stated = [cidr_ipv4, cidr_ipv6, prefix_list_id].find((one) => typeof one === "string");
  return stated ?? groupOf(values, "referenced_security_group_id", context) ?? laterAddress(context.block);
}

/** The range of an address that the apply will know, by whose it is. */
function laterAddress(block: Block | undefined): string {
  const [type, name] = referenceOf(block, "cidr_ipv4").split(".");
  if (!name) return "an address that the apply will know";
  return `the address of ${type === "aws_instance" ? nodeOf(name) : `${type}.${name}`}`;
}

function opening(address: string, ports: string, target: string, source: string): Opening {
  return { address, traffic: `${ports} on ${target}`, source, world: isWorld(source) };
}

function portsOf(protocol: unknown, from: unknown, to: unknown): string {
  if (protocol === "-1") return "everything";
  if (protocol === "icmp") return "ICMP";
  return `${String(from)}${to === from ? "" : `-${String(to)}`}/${String(protocol)}`;
}

const spoken: Readonly<Record<string, string>> = {
  loadBalancer: "the load balancer",
  masters: "the masters",
  workers: "the workers",
};

/** The group that an attribute names, as people call it. */
function groupOf(values: Values, attribute: string, { block, groups }: Context): string | undefined {
  const reference = referenceOf(block, attribute);
  const named = reference.startsWith("aws_security_group.") ? reference.split(".")[1] : undefined;
  const name = named ?? groups.get(values[attribute])?.name;
  const called = name && groupName(name);
  return called && (spoken[called] ?? `group ${called}`);
}

/** Nobody's own ranges are as large as that: they mean everybody, also where the world is given as two halves. */
function isWorld(range: string): boolean {
  const [address, prefix] = range.split("/");
  return prefix !== undefined && Number(prefix) < (address!.includes(":") ? 16 : 8);
}
