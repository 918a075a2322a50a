import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Inventory } from "../aws/inventory";
import { endPart, partRuns, startPart } from "../host/parts";
import { sleep } from "../host/processes";
import { run } from "../host/shell";
import { attach, attached, type Attachment, detach, standing } from "../network/attachment";
import { nthAddress, parseNetwork } from "../network/ipv4";
import { files } from "../settings";
import { ask, parseHealth, type TargetHealth } from "./control";
import { backendName, groupsOf, renderHaproxy, targetsFor } from "./haproxy";
import type { BalancerNode } from "./nodes";

/** Keeps a haproxy for every node of every load balancer. */
export class Balancers {
  private readonly configs = new Map<string, string>();
  private readonly servers = new Map<string, ReadonlySet<string>>();

  /** Makes the namespaces and links of nodes, and removes those of nodes that are gone. */
  async connect(nodes: readonly BalancerNode[], existing: readonly string[]): Promise<void> {
    const gone = existing.filter((name) => name.includes("-nlb-") && !nodes.some((node) => node.namespace === name));
    for (const name of gone) await this.remove(name);
    const seen = await standing();
    for (const place of nodes.map(attachmentOf)) if (!attached(place, seen)) await attach(place);
  }

  /** Tells every node its listeners and targets. The fabric must know the nodes. */
  async apply(nodes: readonly BalancerNode[], inventory: Inventory): Promise<void> {
    await Promise.all(nodes.map((node) => this.applyNode(node, inventory)));
  }

  /** What the health checks of all nodes say now. */
  async health(nodes: readonly BalancerNode[]): Promise<TargetHealth[]> {
    const answers = nodes.map(async ({ id }) => parseHealth(id, await ask(socketOf(id), "show stat").catch(() => "")));
    return (await Promise.all(answers)).flat();
  }

  private async applyNode(node: BalancerNode, inventory: Inventory): Promise<void> {
    const folder = folderOf(node.id);
    const config = renderHaproxy(node, inventory, folder);
    const running = partRuns(node.id);
    if (this.configs.get(node.id) === config && running) return;
    const file = path.join(folder, "haproxy.cfg");
    await mkdir(folder, { recursive: true });
    const states = running ? await ask(socketOf(node.id), "show servers state").catch(() => "") : "";
    await writeFile(path.join(folder, "servers.state"), states);
    await writeFile(file, config);
    await run(["haproxy", "-c", "-q", "-f", file]);
    if (running) process.kill(Number(await readFile(path.join(folder, "pid"), "utf8")), "SIGUSR2");
    else startPart(node.id, ["haproxy", "-W", "-db", "-p", path.join(folder, "pid"), "-f", file], node);
    this.configs.set(node.id, config);
    await this.holdBackNewTargets(node, inventory, config);
  }

  /** haproxy trusts a server until a check fails; a network load balancer forwards to none before checks succeed. */
  private async holdBackNewTargets(node: BalancerNode, inventory: Inventory, config: string): Promise<void> {
    await untilRead(node.id, /description (\w+)/.exec(config)![1]!);
    const servers = groupsOf(node, inventory).flatMap((group) =>
      targetsFor(node, group, inventory).map((target) => `${backendName(group)}/${target.server}`),
    );
    const known = this.servers.get(node.id);
    for (const server of servers) {
      if (!known?.has(server)) await ask(socketOf(node.id), `set server ${server} health down`);
    }
    this.servers.set(node.id, new Set(servers));
  }

  private async remove(namespace: string): Promise<void> {
    const id = namespace.slice(namespace.lastIndexOf("nlb-"));
    await endPart(id);
    await detach(namespace);
    await rm(folderOf(id), { recursive: true, force: true });
    this.configs.delete(id);
    this.servers.delete(id);
  }
}

function folderOf(id: string): string {
  return path.join(files.balancers, id);
}

function socketOf(id: string): string {
  return path.join(folderOf(id), "control.sock");
}

async function untilRead(id: string, description: string): Promise<void> {
  for (let waited = 0; waited < 100; waited++) {
    const info = await ask(socketOf(id), "show info").catch(() => "");
    if (info.includes(description)) return;
    await sleep(50);
  }
  throw new Error(`${id}: haproxy did not take its configuration within 5 s; its log says why`);
}

function attachmentOf({ id, namespace, address, subnet }: BalancerNode): Attachment {
  const { prefix } = parseNetwork(subnet.cidr);
  return { namespace, link: id, address: `${address}/${prefix}`, gateway: nthAddress(subnet.cidr, 1) };
}
