import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { run } from "../host/shell";
import { addresses, namespaces, prefix } from "../settings";

/** Settings of a namespace that forwards for others. */
const routerSysctls = {
  "net.ipv4.ip_forward": 1,
  "net.ipv4.conf.all.rp_filter": 0,
  "net.ipv4.conf.default.rp_filter": 0,
  "net.ipv4.conf.all.send_redirects": 0,
  "net.ipv4.conf.default.send_redirects": 0,
};

/** Creates the namespaces of the whole lab, and the links between them. */
export async function createNamespaces(): Promise<void> {
  for (const name of Object.values(namespaces)) await createNamespace(name);
  for (const name of [namespaces.internet, namespaces.cloud]) await setSysctls(name, routerSysctls);
  await linkNamespaces();
  await writeResolverFile();
}

/** Whether `createNamespaces` has completed. */
export function namespacesExist(): boolean {
  return existsSync(resolverFolder()) && Object.values(namespaces).every(namespaceExists);
}

/** Whether a network namespace of that name exists. */
export function namespaceExists(name: string): boolean {
  return existsSync(`/run/netns/${name}`);
}

/** Creates a namespace with its loopback, if it does not exist. */
export async function createNamespace(name: string): Promise<void> {
  if (!namespaceExists(name)) await run(["ip", "netns", "add", name]);
  await run(["ip", "-n", name, "link", "set", "lo", "up"]);
}

/** Removes a namespace with its links, if it exists. */
export async function removeNamespace(name: string): Promise<void> {
  if (namespaceExists(name)) await run(["ip", "netns", "delete", name]);
}

/** Network namespaces of this lab. Excludes those of a lab whose name begins with this lab's name. */
export async function labNamespaces(): Promise<string[]> {
  const names = (await run(["ip", "netns", "list"])).split("\n").map((line) => line.split(" ")[0] ?? "");
  const hosts = new RegExp(`^${prefix}-(i-[0-9a-f]+|nlb-[0-9a-f]{8})$`);
  return names.filter((name) => hosts.test(name) || Object.values<string>(namespaces).includes(name));
}

/** Sets kernel settings of a network namespace. */
export async function setSysctls(namespace: string, settings: Readonly<Record<string, number>>): Promise<void> {
  const pairs = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  await run(["sysctl", "-q", "-w", ...pairs], { namespace });
}

/** Runs `ip` commands, one per line, in order. */
export async function batch(commands: readonly string[], namespace?: string): Promise<void> {
  if (commands.length === 0) return;
  await run(["ip", ...(namespace ? ["-n", namespace] : []), "-batch", "-"], { input: `${commands.join("\n")}\n` });
}

/** One end of a link between namespaces. */
export interface LinkEnd {
  readonly namespace: string;
  readonly name: string;
  /** With the prefix length. @default no address */
  readonly address?: string;
  /** Default gateway. @default none: traffic stays in the end's own network */
  readonly gateway?: string;
  readonly mac?: string;
  /** Whether it answers ARP for every address that it has a route to, as a VPC does. */
  readonly proxy?: boolean;
}

/** Links two namespaces, with the MTU of a VPC. The last action sets the other end up. */
export async function linkEnds(one: LinkEnd, other: LinkEnd): Promise<void> {
  const [oneText, otherText] = [one, other].map(
    ({ namespace, name, mac }) => `${name} netns ${namespace} mtu 9001${mac ? ` address ${mac}` : ""}`,
  );
  await batch([`link add ${oneText} type veth peer name ${otherText}`]);
  for (const { namespace, name, address, gateway, proxy } of [one, other]) {
    // answer at once on behalf of another host, as AWS does
    if (proxy)
      await setSysctls(namespace, {
        [`net.ipv4.conf.${name}.proxy_arp`]: 1,
        [`net.ipv4.neigh.${name}.proxy_delay`]: 0,
      });
    const routes = gateway ? [`route add default via ${gateway} dev ${name}`] : [];
    const addresses = address ? [`address add ${address} dev ${name}`] : [];
    await batch([...addresses, `link set ${name} up`, ...routes], namespace);
  }
}

/** Folder with the `resolv.conf` that `ip netns exec` gives to the operator's programs. */
export function resolverFolder(): string {
  return `/etc/netns/${namespaces.operator}`;
}

/** Removes what `createNamespaces` leaves outside the namespaces. */
export async function removeResolverFile(): Promise<void> {
  await rm(resolverFolder(), { recursive: true, force: true });
}

async function writeResolverFile(): Promise<void> {
  await mkdir(resolverFolder(), { recursive: true });
  await writeFile(`${resolverFolder()}/resolv.conf`, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
}

async function linkNamespaces(): Promise<void> {
  const { operator, internet, cloud } = namespaces;
  await linkEnds(
    { namespace: operator, name: "public", address: `${addresses.operator}/24`, gateway: addresses.operatorGateway },
    { namespace: internet, name: "operator", address: `${addresses.operatorGateway}/24` },
  );
  await linkEnds(
    { namespace: internet, name: "vpc", address: `${addresses.gatewayInternet}/30` },
    { namespace: cloud, name: "igw", address: `${addresses.gatewayCloud}/30` },
  );
  // with two addresses in a network, programs use the first as their source unless they bind to the other
  await batch(
    [addresses.stranger, addresses.aws].map((it) => `address add ${it}/24 dev public`),
    operator,
  );
  await batch(
    [addresses.mirror, addresses.s3].map((it) => `address add ${it}/32 dev lo`),
    internet,
  );
  await batch(
    [addresses.metadata, addresses.linkLocalResolver].map((it) => `address add ${it}/32 dev lo`),
    cloud,
  );
}
