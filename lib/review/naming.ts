import type { Block, Change } from "./plan";

const node = "((?:master|worker)-\\d+)";
const hash = "_[0-9A-F]{8}";

/** An instance in groundup's own stack, and one in a construct of somebody's: its path before, and a hash of it behind. */
const instance = new RegExp(`^(?:${node}|(.+)_${node}${hash})$`);

/** The construct that holds the cluster of an instance of this name: "" is the stack itself. Nothing of other instances. */
export function holderOf(name: string): string | undefined {
  const match = instance.exec(name);
  return match ? (match[2] ?? "") : undefined;
}

/** The node that an instance of this name is; the name itself where it is none. */
export function nodeOf(name: string): string {
  const match = instance.exec(name);
  return match?.[1] ?? match?.[3] ?? name;
}

const group = new RegExp(`^(?:.+_)?security_([^_]+)(?:${hash})?$`);

/** What people call one of the cluster's security groups: "masters"; the name itself where it is somebody else's. */
export function groupName(name: string): string {
  return group.exec(name)?.[1] ?? name;
}

/** Names of resources in a construct as groundup's own stack has them; none of a resource that is not in it. */
export class Naming {
  private readonly held: RegExp;
  private readonly references: RegExp;

  /** @param holder path of the construct, as in names: "platform_kubernetes"; "" is the stack itself. */
  constructor(private readonly holder: string) {
    const path = holder.replace(/[^A-Za-z0-9_-]/g, "\\$&");
    this.held = new RegExp(`^${path}_(.+)${hash}$`);
    this.references = new RegExp(`\\.${path}_([^.[]+)${hash}`, "g");
  }

  /** The name without holder and hash. */
  own(name: string): string | undefined {
    return this.holder === "" ? name : this.held.exec(name)?.[1];
  }

  /** A change under its own name, if it has one. Its address stays what it is in the plan. */
  change(change: Change): Change[] {
    const name = this.own(change.name);
    return name === undefined ? [] : [{ ...change, name }];
  }

  /** A block under its own name, if it has one, as are those that it refers to. */
  block(block: Block): Block[] {
    const name = this.own(block.name);
    if (name === undefined) return [];
    if (this.holder === "") return [block];
    return [{ ...(this.renamed(block) as Block), name }];
  }

  private renamed(value: unknown): unknown {
    if (typeof value === "string") return value.replace(this.references, ".$1");
    if (Array.isArray(value)) return value.map((one) => this.renamed(one));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.renamed(one)]));
  }
}
