import { readdir } from "node:fs/promises";
import { attempt, run } from "../host/shell";
import { namespaces } from "../settings";
import { createNamespace, linkEnds, removeNamespace } from "./namespaces";

/** Name of the network interface inside a host, as on AWS's current machines. */
export const interfaceName = "ens5";

/** Where a host is connected to the fabric, with the addresses of its interface. */
export interface Place {
  /** Name of the link in the fabric's namespace. */
  readonly link: string;
  /** With the prefix length. */
  readonly address: string;
  /** The subnet's router. */
  readonly gateway: string;
  readonly mac?: string;
}

/** A place with a network namespace of its own. Its only interface is the other end of the link. */
export interface Attachment extends Place {
  readonly namespace: string;
}

/** Which parts of hosts' places exist. */
export interface Standing {
  /** Network namespaces of the machine. */
  readonly namespaces: ReadonlySet<string>;
  /** Links that are up on the fabric's side, which is the last action of `attach`. */
  readonly links: ReadonlySet<string>;
}

/** Reads which parts of hosts' places exist now. */
export async function standing(): Promise<Standing> {
  const links = parseLinks(await run(["ip", "-n", namespaces.cloud, "-j", "link", "show", "up"]));
  return { namespaces: new Set(await readdir("/run/netns")), links };
}

/** Reads the names of `ip -j link show`. */
export function parseLinks(json: string): ReadonlySet<string> {
  const links = JSON.parse(json || "[]") as { ifname?: string }[];
  return new Set(links.flatMap(({ ifname }) => ifname ?? []));
}

/**
 * Whether a host is completely connected to the fabric. The namespace alone proves nothing: an attempt may have failed
 * after creating it, and a link can be lost.
 */
export function attached({ namespace, link }: Attachment, { namespaces, links }: Standing): boolean {
  return namespaces.has(namespace) && links.has(link);
}

/** Connects a host to the fabric. Completes what exists only in part; keeps what the host set up in its namespace. */
export async function attach({ namespace, link, address, gateway, mac }: Attachment): Promise<void> {
  // left by a failed attempt, or by a namespace that the kernel still has to remove
  await attempt(["ip", "-n", namespaces.cloud, "link", "delete", link]);
  await createNamespace(namespace);
  await linkEnds(
    { namespace, name: interfaceName, address, gateway, mac },
    { namespace: namespaces.cloud, name: link, proxy: true },
  );
}

/**
 * Disconnects a host from the fabric, with everything that it set up in its network namespace. The kernel removes a
 * namespace asynchronously, on a busy machine after seconds. Until then, the name of a link inside it is not free for
 * the host's next start. So this removes the link first, which is synchronous.
 */
export async function detach(namespace: string): Promise<void> {
  await attempt(["ip", "-n", namespace, "link", "delete", interfaceName]);
  await removeNamespace(namespace);
}
