import { addressOf, parseAddress, resources } from "../lib/contract/addresses";
import { ids } from "../lib/contract/ids";
import { nodeName, nodePattern, type Role } from "../lib/contract/node-name";
import { paths, unitPath } from "../lib/contract/paths";
import { triggerKeys } from "../lib/contract/triggers";
import { hashedNames, holderOf, joinedNames, listedNames, type OwnName } from "./naming";
import { asValues, type Block, type Change, type Plan, withoutKeys } from "./plan";

/** Where a cluster is in a plan. */
export interface Place {
  /** Address of its module, "" where its JSON is the root. */
  readonly module: string;
  /** The construct that contains it, as in names; "" if the stack is groundup's own. */
  readonly construct: string;
  readonly ownName: OwnName;
}

/** Finds the clusters of a plan: by the names of groundup's own nodes, or by the triggers of steps if names differ. */
export function placesOf({ changes: planned, drift, blocks }: Plan): Place[] {
  const changes = [...planned, ...drift];
  const modules = [...new Set(changes.map(({ module }) => module))].sort();
  return modules.flatMap((module) => {
    const here = changes.filter((change) => change.module === module);
    const holders = [...new Set(here.flatMap((change) => holderOfNode(change) ?? []))].sort();
    const named = holders.map((construct) => ({ module, construct, ownName: hashedNames(construct) }));
    const strangers = here.filter((change) => isNodeStep(change) && holderOfNode(change) === undefined);
    const local = blocks.filter((block) => block.module === withoutKeys(module));
    return [...named, ...placesOfStrangers(module, strangers, here, local)];
  });
}

/** The construct of the cluster to which a node's instance or step belongs; undefined for other resources. */
function holderOfNode({ type, name }: Pick<Change, "type" | "name">): string | undefined {
  if (type === "aws_instance") return holderOf(name);
  return type === "null_resource" ? holderOf(name.replace(/_(update|join)(?=_|$)/, "")) : undefined;
}

/** Whether a change is of the step that updates a node. */
function isNodeStep({ type, before, after, unknown }: Change): boolean {
  return (
    type === "null_resource" &&
    [before, after, unknown].some(({ triggers }) => paths.nodeDescription in asValues(triggers))
  );
}

/** Clusters that are recognised only by the triggers of their steps. */
function placesOfStrangers(
  module: string,
  steps: readonly Change[],
  changes: readonly Change[],
  blocks: readonly Block[],
): Place[] {
  const groups = new Map<string, Change[]>();
  for (const step of steps) {
    const prefix = prefixOf(step.name);
    groups.set(prefix, [...(groups.get(prefix) ?? []), step]);
  }
  return [...groups].map(([prefix, steps]) => {
    const listed = listOf(steps, changes, blocks);
    const others: OwnName = prefix === "" ? () => undefined : joinedNames(prefix);
    return { module, construct: prefix || "(names of its own)", ownName: listedNames(listed, others) };
  });
}

/** An update with any separator in its name: the prefix before the node's name, and the node's name. */
const stepOfNode = new RegExp(`^(.*[-_.])?(${nodePattern})[-_.]${ids.update}$`);

/** The prefix before a node's name: "k-" of "k-master-0-update". */
const prefixOf = (name: string) => stepOfNode.exec(name)?.[1] ?? "";

/** The own names of steps and of their instances. */
function listOf(steps: readonly Change[], changes: readonly Change[], blocks: readonly Block[]): Map<string, string> {
  const list = new Map<string, string>();
  const counts = { master: 0, worker: 0 };
  for (const step of [...steps].sort((a, b) => (a.address < b.address ? -1 : 1))) {
    const machine = instanceOf(step, changes, blocks);
    const role = roleOfStep(step);
    const node = machine && nodeNameOf(machine, step.name);
    const name = node ?? nodeName({ role, index: counts[role] });
    counts[role] += 1;
    list.set(addressOf({ type: step.type, name: step.name }), resources.update({ node: name }).name);
    if (machine)
      list.set(addressOf({ type: machine.type, name: machine.name }), resources.instance({ node: name }).name);
  }
  return list;
}

/** The instance to which a step refers, or whose id it has. */
function instanceOf(step: Change, changes: readonly Change[], blocks: readonly Block[]): Change | undefined {
  const block = blocks.find(({ type, name }) => type === step.type && name === step.name);
  const { references } = asValues(block?.expressions.triggers);
  const referred = (Array.isArray(references) ? references : []).flatMap((one) => parseAddress(String(one)) ?? []);
  const names = referred.filter(({ type }) => type === resources.instance.type).map(({ name }) => name);
  const ids = [step.before, step.after].map(({ triggers }) => asValues(triggers)[triggerKeys.instance]).filter(Boolean);
  return changes.find(
    ({ type, name, before }) => type === resources.instance.type && (names.includes(name) || ids.includes(before.id)),
  );
}

/** Masters run etcd. */
function roleOfStep({ before, after, unknown }: Change): Role {
  const keys = [before, after, unknown].flatMap(({ triggers }) => Object.keys(asValues(triggers)));
  return keys.includes(unitPath("etcd")) ? "master" : "worker";
}

/** A node's name: the end of its instance's tag or name, or of its step's name. */
function nodeNameOf({ name, before, after }: Change, step: string): string | undefined {
  const tags = [after, before].map(({ tags }) => asValues(tags).Name);
  const ending = new RegExp(`(?:^|[-_.])(${nodePattern})$`);
  const found = [...tags, name].map((text) => ending.exec(String(text))?.[1]);
  return found.find(Boolean) ?? stepOfNode.exec(step)?.[2];
}
