import { groupName, nodeOf } from "./naming";
import { asValues, type Block, type Change, referenceOf } from "./plan";
import type { Values } from "./plan-format";

/** Traffic that a security group rule allows. */
export interface Opening {
  readonly address: string;
  /** "6443/tcp on the load balancer". */
  readonly traffic: string;
  /** "203.0.113.0/24", "the masters". */
  readonly source: string;
  /** Whether the source has so many addresses that it counts as the world. */
  readonly world: boolean;
}

/** The context of a rule: its change, its block, and the groups that it may refer to. */
export interface Context {
  readonly change: Change;
  readonly block: Block | undefined;
  readonly groups: ReadonlyMap<unknown, Change>;
}

/** The sides of an ingress rule in AWS's provider: one resource per rule, or rules inside their group. */
export function openingsOf(values: Values, context: Context): Opening[] {
  const { type, address, name } = context.change;
  if (Object.keys(values).length === 0) return [];
  if (type === "aws_vpc_security_group_ingress_rule") {
    const ports = portsOf(values.ip_protocol, values.from_port, values.to_port);
    const target = groupOf(values, "security_group_id", context) ?? groupName(name);
    return [opening(address, ports, target, sourceOf(values, context))];
  }
  if (type === "aws_security_group_rule") return values.type === "egress" ? [] : inlineRule(address, values, name);
  if (!Array.isArray(values.ingress)) return [];
  return values.ingress.flatMap((rule) => inlineRule(address, asValues(rule), name));
}

function inlineRule(address: string, rule: Values, group: string): Opening[] {
  const ports = portsOf(rule.protocol, rule.from_port, rule.to_port);
  const ranges = [rule.cidr_blocks, rule.ipv6_cidr_blocks].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  // Sensitive values were removed, and are a finding of their own.
  return ranges
    .filter((range) => typeof range === "string")
    .map((range) => opening(address, ports, `${group} (${address})`, range));
}

function sourceOf(values: Values, context: Context): string {
  const { cidr_ipv4, cidr_ipv6, prefix_list_id } = values;
  const stated = [cidr_ipv4, cidr_ipv6, prefix_list_id].find((one) => typeof one === "string");
  return stated ?? groupOf(values, "referenced_security_group_id", context) ?? laterAddress(context.block);
}

/** The range of an address that only the apply knows, named by its owner. */
function laterAddress(block: Block | undefined): string {
  const [type, name] = referenceOf(block, "cidr_ipv4").split(".");
  if (!name) return "a source that the plan does not show";
  return `the address of ${type === "aws_instance" ? nodeOf(name) : `${type}.${name}`}`;
}

function opening(address: string, ports: string, target: string, source: string): Opening {
  return { address, traffic: `${ports} on ${target}`, source, world: isWorld(source) };
}

function portsOf(protocol: unknown, from: unknown, to: unknown): string {
  if (protocol === "-1") return "everything";
  if (protocol === "icmp") return "ICMP";
  if (typeof protocol !== "string") return "ports that the plan does not show";
  return `${String(from)}${to === from ? "" : `-${String(to)}`}/${protocol}`;
}

const spoken: Readonly<Record<string, string>> = {
  loadBalancer: "the load balancer",
  masters: "the masters",
  workers: "the workers",
};

/** The group that an attribute names, by its name for people. */
export function groupOf(values: Values, attribute: string, { block, groups }: Context): string | undefined {
  const reference = referenceOf(block, attribute);
  const named = reference.startsWith("aws_security_group.") ? reference.split(".")[1] : undefined;
  const name = named ?? groups.get(values[attribute])?.name;
  const called = name && groupName(name);
  return called && (spoken[called] ?? `group ${called}`);
}

/**
 * Whether a range counts as the world. No organization owns a range of this size, so it allows everybody, even if the
 * world is given as two halves.
 */
export function isWorld(range: string): boolean {
  const [address, prefix] = range.split("/");
  return prefix !== undefined && Number(prefix) < (address!.includes(":") ? 16 : 8);
}
