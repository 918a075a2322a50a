import { asValues, type Block, type Change, type Plan, withoutKeys } from "./plan";
import type { Values } from "./plan-format";

/** Traffic that a security-group rule lets in. */
export interface Opening {
  readonly address: string;
  /** In words: "6443/tcp on the load balancer, from 203.0.113.0/24". */
  readonly words: string;
  /** From so many addresses that it is the world. */
  readonly world: boolean;
}

/** Traffic that is let in from now on, and no longer. */
export interface FirewallChange {
  readonly opened: readonly Opening[];
  readonly closed: readonly Opening[];
}

/** What a plan does to ingress, whoever declares the rule: only what really differs. */
export function firewallChange({ changes, blocks }: Plan): FirewallChange {
  const moving = changes.filter(({ action }) => action !== "none" && action !== "forget");
  const side = (values: (change: Change) => Values) =>
    moving.flatMap((change) => openingsOf(change, values(change), blockOf(blocks, change)));
  const before = side((change) => change.before);
  const after = side((change) => change.after);
  const without = (openings: Opening[], others: Opening[]) =>
    openings.filter(({ words }) => !others.some((other) => other.words === words));
  return { opened: without(after, before), closed: without(before, after) };
}

const blockOf = (blocks: readonly Block[], { module, type, name }: Change) =>
  blocks.find((block) => block.module === withoutKeys(module) && block.type === type && block.name === name);

/** The sides of an ingress rule as AWS's provider has them: one resource a rule, or rules within their group. */
function openingsOf(change: Change, values: Values, block: Block | undefined): Opening[] {
  const { type, address, name } = change;
  if (Object.keys(values).length === 0) return [];
  if (type === "aws_vpc_security_group_ingress_rule") {
    const ports = portsOf(values.ip_protocol, values.from_port, values.to_port);
    return [opening(address, ports, groupOf(block, "security_group_id") ?? name, sourceOf(values, block))];
  }
  if (type === "aws_security_group_rule" && values.type === "ingress") return inlineRule(address, values, name);
  if (type !== "aws_security_group" || !Array.isArray(values.ingress)) return [];
  return values.ingress.flatMap((rule) => inlineRule(address, asValues(rule), name));
}

function inlineRule(address: string, rule: Values, group: string): Opening[] {
  const ports = portsOf(rule.protocol, rule.from_port, rule.to_port);
  const ranges = [rule.cidr_blocks, rule.ipv6_cidr_blocks].flatMap((list) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  return ranges.map((range) => opening(address, ports, `${group} (${address})`, String(range)));
}

function sourceOf({ cidr_ipv4, cidr_ipv6, prefix_list_id }: Values, block: Block | undefined): string {
  const stated = [cidr_ipv4, cidr_ipv6, prefix_list_id].find((one) => typeof one === "string");
  return stated ?? groupOf(block, "referenced_security_group_id") ?? "an address that the apply will know";
}

function opening(address: string, ports: string, target: string, source: string): Opening {
  return { address, words: `${ports} on ${target}, from ${source}`, world: isWorld(source) };
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

/** The group that an attribute refers to, by its name in the cluster. */
function groupOf(block: Block | undefined, attribute: string): string | undefined {
  const { references } = asValues(block?.expressions[attribute]);
  const first = Array.isArray(references) ? String(references[0]) : "";
  const name = /^aws_security_group\.(?:security_)?([\w-]+)/.exec(first)?.[1];
  return name && (spoken[name] ?? `group ${name}`);
}

/** Nobody's own ranges are as large as that: they mean everybody, also where the world is given as two halves. */
function isWorld(range: string): boolean {
  const [address, prefix] = range.split("/");
  return prefix !== undefined && Number(prefix) < (address!.includes(":") ? 16 : 8);
}
