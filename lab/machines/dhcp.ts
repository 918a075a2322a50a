import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Instance, Inventory, Subnet } from "../aws/inventory";
import { endPart, partProcesses, startPart } from "../host/parts";
import { hostLabel, privateDomain } from "../instances/metadata";
import { exists } from "../network/fabric";
import { nthAddress, parseNetwork, toAddress } from "../network/ipv4";
import { files, namespaces } from "../settings";

const part = "dhcp";

const folder = path.join(files.names, part);

/**
 * Configuration of dnsmasq as a VPC's DHCP server. It answers in the name of each subnet's router, on the links of
 * instances, and knows only addresses that EC2 assigned.
 * @param hostsFile file with the lines of `renderDhcpHosts`.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html
 */
export function renderDhcp({ region, subnets, vpcs }: Inventory, hostsFile: string, leaseFile: string): string {
  return lines([
    "port=0", // another dnsmasq resolves names
    "interface=eni-*",
    "bind-dynamic",
    "keep-in-foreground",
    "user=root",
    "dhcp-authoritative",
    `dhcp-leasefile=${leaseFile}`,
    `dhcp-hostsfile=${hostsFile}`,
    `dhcp-option=option:domain-name,${privateDomain(region)}`,
    "dhcp-option=option:mtu,9001",
    ...subnets.flatMap((subnet) => {
      const vpc = vpcs.find(({ id }) => id === subnet.vpcId);
      return vpc ? subnetLines(subnet, nthAddress(vpc.cidr, 2)) : [];
    }),
  ]);
}

function subnetLines({ id, cidr }: Subnet, resolver: string): string[] {
  const tag = `tag:${id}`;
  const netmask = toAddress(2 ** 32 - 2 ** (32 - parseNetwork(cidr).prefix));
  return [
    `dhcp-range=set:${id},${nthAddress(cidr, 0)},static,${netmask},1h`,
    `dhcp-option=${tag},option:router,${nthAddress(cidr, 1)}`,
    `dhcp-option=${tag},option:dns-server,${resolver}`,
  ];
}

/** What each interface gets: its address, and EC2's name for it. */
export function renderDhcpHosts(instances: readonly Instance[]): string {
  return lines(
    instances.filter(exists).map(({ mac, privateAddress }) => `${mac},${privateAddress},${hostLabel(privateAddress)}`),
  );
}

/** Keeps the DHCP server in line with the account. */
export class Dhcp {
  private config = "";
  private hosts = "";

  async apply(inventory: Inventory): Promise<void> {
    const hostsFile = path.join(folder, "hosts");
    const configFile = path.join(folder, "dnsmasq.conf");
    // A default VPC may have the same range as the cluster's; only subnets with instances matter.
    const used = inventory.subnets.filter(({ id }) => inventory.instances.some((it) => it.subnetId === id));
    const config = renderDhcp({ ...inventory, subnets: used }, hostsFile, path.join(folder, "leases"));
    const hosts = renderDhcpHosts(inventory.instances);
    const running = partProcesses().filter((process) => process.part === part);
    if (config === this.config && hosts === this.hosts && running.length > 0) return;
    await mkdir(folder, { recursive: true });
    await writeFile(hostsFile, hosts);
    if (config !== this.config || running.length === 0) {
      await writeFile(configFile, config);
      await endPart(part);
      startPart(part, ["dnsmasq", `--conf-file=${configFile}`], { namespace: namespaces.cloud });
    } else {
      running.forEach(({ pid }) => process.kill(pid, "SIGHUP"));
    }
    this.config = config;
    this.hosts = hosts;
  }
}

const lines = (text: readonly string[]) => `${text.join("\n")}\n`;
