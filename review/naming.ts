import { knownResource, resourceOf } from "../lib/contract/addresses";
import { ids } from "../lib/contract/ids";
import { nodePattern, parseNodeName } from "../lib/contract/node-name";
import type { Block, Change } from "./plan";

const node = `(${nodePattern})`;
const hash = "_[0-9A-F]{8}";

/**
 * Matches the name of an instance: in groundup's own stack, or in a construct of another stack, with the construct's
 * path before it and a hash after it.
 */
const instance = new RegExp(`^(?:${node}|(.+)_${node}${hash})$`);

/**
 * The construct that contains the cluster of an instance, by the instance's name; "" is groundup's own stack. Undefined
 * for other instances.
 */
export function holderOf(name: string): string | undefined {
  const match = instance.exec(name);
  return match ? (match[2] ?? "") : undefined;
}

/** The node of an instance, by the instance's name. If it is not a node, the name itself. */
export function nodeOf(name: string): string {
  const match = instance.exec(name) ?? new RegExp(`[-_]${node}$`).exec(name);
  return match?.slice(1).find((part) => part !== undefined && parseNodeName(part)) ?? name;
}

const group = new RegExp(`^(?:.+[-_])?${ids.security}[-_]([^_]+?)(?:${hash})?$`);

/** The display name of a security group: "masters". If the group is not the cluster's, the name itself. */
export function groupName(name: string): string {
  return group.exec(name)?.[1] ?? name;
}

/** Gives a resource of a cluster its name in groundup's own stack; undefined if it does not belong to the cluster. */
export type OwnName = (type: string, name: string) => string | undefined;

/**
 * Reads names that cdktf derives from the path of a construct: path, name and a hash.
 * @param holder the construct's path; "" is groundup's own stack
 */
export function hashedNames(holder: string): OwnName {
  if (holder === "") return (_, name) => name;
  const held = new RegExp(`^${holder.replace(/[^A-Za-z0-9_-]/g, "\\$&")}_(.+)${hash}$`);
  return (_, name) => held.exec(name)?.[1];
}

/**
 * Reads names of a stack that joins the parts of paths itself.
 * @param prefix the text before them: "k-"
 */
export function joinedNames(prefix: string): OwnName {
  return (type, name) => {
    if (!name.startsWith(prefix)) return undefined;
    const rest = name.slice(prefix.length);
    const known = prefix.endsWith("-") ? knownResource({ type, name: rest }, "-") : undefined;
    return known ? resourceOf(known).name : rest;
  };
}

/** Looks names up in a list by type and name, and tries other ways only if the list does not have them. */
export function listedNames(list: ReadonlyMap<string, string>, others: OwnName): OwnName {
  return (type, name) => list.get(`${type}.${name}`) ?? others(type, name);
}

/** A change under its own name, if it has one. Its address stays as in the plan. */
export function namedChange(change: Change, ownName: OwnName): Change[] {
  const name = ownName(change.type, change.name);
  return name === undefined ? [] : [{ ...change, name }];
}

/** A block under its own name, if it has one, with the names of its references. */
export function namedBlock(block: Block, ownName: OwnName): Block[] {
  const name = ownName(block.type, block.name);
  if (name === undefined) return [];
  return [{ ...(renamed(block, ownName) as Block), name }];
}

const reference = /\b((?:aws|tls|null|terraform)_[a-z0-9_]+)\.([A-Za-z0-9_-]+)/g;

function renamed(value: unknown, ownName: OwnName): unknown {
  if (typeof value === "string")
    return value.replace(reference, (_, type: string, name: string) => `${type}.${ownName(type, name) ?? name}`);
  if (Array.isArray(value)) return value.map((one) => renamed(one, ownName));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamed(one, ownName)]));
}
