import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Inventory } from "../aws/inventory";
import { partProcesses, startPart } from "../host/parts";
import { end } from "../host/processes";
import { type Fabric, resolverAddress } from "../network/fabric";
import type { BalancerNode } from "../nlb/nodes";
import { addresses, files, namespaces } from "../settings";
import { renderPublicHosts, renderResolver, renderVpcHosts } from "./hosts";

/** Runs a name server for the VPC and one for the internet, each with a hosts file. */
export class Resolvers {
  private readonly written = new Map<string, string>();

  /** Updates both to match the account. */
  async apply(inventory: Inventory, fabric: Fabric, nodes: readonly BalancerNode[]): Promise<void> {
    const inside = [...fabric.vpcs.map(resolverAddress), addresses.linkLocalResolver];
    await this.resolver("dns-vpc", namespaces.cloud, inside, renderVpcHosts(inventory, nodes));
    await this.resolver("dns-public", namespaces.operator, ["127.0.0.1"], renderPublicHosts(inventory, nodes));
  }

  private async resolver(part: string, namespace: string, listen: string[], hosts: string): Promise<void> {
    const hostsFile = path.join(files.names, `${part}.hosts`);
    const configFile = path.join(files.names, `${part}.conf`);
    await mkdir(files.names, { recursive: true });
    const hostsChanged = await this.write(hostsFile, hosts);
    const configChanged = await this.write(configFile, renderResolver(listen, hostsFile));
    const running = partProcesses().filter((process) => process.part === part);
    if (configChanged || running.length === 0) {
      await end(running.map((process) => process.pid));
      startPart(part, ["dnsmasq", `--conf-file=${configFile}`], { namespace });
    } else if (hostsChanged) {
      running.forEach(({ pid }) => process.kill(pid, "SIGHUP"));
    }
  }

  private async write(file: string, text: string): Promise<boolean> {
    if (this.written.get(file) === text) return false;
    await writeFile(file, text);
    this.written.set(file, text);
    return true;
  }
}
