import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Inventory } from "../aws/inventory";
import { endPart, partRuns, startPart } from "../host/parts";
import { sleep } from "../../lib/processes";
import { run } from "../host/shell";
import { files } from "../settings";
import { ask, type CheckedTarget, parseChecks } from "./control";
import { backendName, renderHaproxy } from "./haproxy";
import type { BalancerNode } from "./nodes";
import { groupsOf, targetsFor } from "./targets";

/** Runs a haproxy for every node of every load balancer, which checks the health of the node's targets. */
export class HealthChecks {
  private readonly configs = new Map<string, string>();
  private readonly servers = new Map<string, ReadonlySet<string>>();

  /**
   * @param longestInterval upper limit for the seconds between two checks of a target. @default the group's interval
   */
  constructor(private readonly longestInterval: number | undefined) {}

  /** Configures which targets a node's haproxy checks, and how. */
  async apply(node: BalancerNode, inventory: Inventory): Promise<void> {
    const folder = folderOf(node.id);
    const config = renderHaproxy(node, inventory, { folder, longestInterval: this.longestInterval });
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

  /** The present results of a node's checks; empty while its haproxy does not answer. */
  async look({ id }: BalancerNode): Promise<CheckedTarget[]> {
    return parseChecks(await ask(socketOf(id), "show stat").catch(() => ""));
  }

  /** Stops a node's checks. */
  async remove(id: string): Promise<void> {
    await endPart(id);
    await rm(folderOf(id), { recursive: true, force: true });
    this.configs.delete(id);
    this.servers.delete(id);
  }

  /** haproxy trusts a server until a check fails; a network load balancer trusts a target only after checks succeed. */
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
  throw new Error(`${id}: haproxy did not load its configuration within 5 s; its log says why`);
}
