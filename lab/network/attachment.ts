import { readdir } from "node:fs/promises";
import { attempt, run } from "../host/shell";
import { namespaces } from "../settings";
import { createNamespace, linkEnds, removeNamespace } from "./namespaces";

/** Name of the network interface inside a host, as on AWS's current machines. */
export const interfaceName = "ens5";

/** Where a host hangs on the fabric, with the addresses that its interface has there. */
export interface Place {
  /** Name of the link in the fabric's namespace. */
  readonly link: string;
  /** With its prefix. */
  readonly address: string;
  /** The subnet's router. */
  readonly gateway: string;
  readonly mac?: string;
}

/** A place with a network namespace of its own, whose one interface is the other end of the link. */
export interface Attachment extends Place {
  readonly namespace: string;
}

/** What there is of hosts' places. */
export interface Standing {
  /** Network namespaces of the machine. */
  readonly namespaces: ReadonlySet<string>;
  /** Links that are up on the fabric's side, which is the last thing that `attach` does. */
  readonly links: ReadonlySet<string>;
}

/** Looks at what there is of hosts' places now. */
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
 * Whether a host hangs on the fabric, with all that belongs to it. A namespace alone says nothing: an attempt may
 * have failed after it was made, and a link can be lost.
 */
export function attached({ namespace, link }: Attachment, { namespaces, links }: Standing): boolean {
  return namespaces.has(namespace) && links.has(link);
}

/** Hangs a host on the fabric. What is there in part is made whole; what the host set up in its namespace stays. */
export async function attach({ namespace, link, address, gateway, mac }: Attachment): Promise<void> {
  // left by an attempt that failed, or by a namespace that the kernel has yet to take apart
  await attempt(["ip", "-n", namespaces.cloud, "link", "delete", link]);
  await createNamespace(namespace);
  await linkEnds(
    { namespace, name: interfaceName, address, gateway, mac },
    { namespace: namespaces.cloud, name: link, proxy: true },
  );
}

/**
 * Takes a host off the fabric, with everything that it set up in its network namespace. The kernel takes a removed
 * namespace apart in its own time, on a busy machine after seconds: until then the name of a link that it holds
 * is not free for the host's next start. So the link goes first, which is done when the command is.
 */
export async function detach(namespace: string): Promise<void> {
  await attempt(["ip", "-n", namespace, "link", "delete", interfaceName]);
  await removeNamespace(namespace);
}
