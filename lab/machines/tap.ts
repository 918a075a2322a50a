import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { attempt } from "../host/shell";
import type { Place } from "../network/attachment";
import { batch, setSysctls } from "../network/namespaces";
import { files, namespaces } from "../settings";

/** Records the place of a machine. */
const noteOf = (instanceId: string) => path.join(files.instances, instanceId, "place.json");

/** The place of a machine; undefined if it has none. */
export function placeOfMachine(instanceId: string): Place | undefined {
  const note = noteOf(instanceId);
  return existsSync(note) ? (JSON.parse(readFileSync(note, "utf8")) as Place) : undefined;
}

/**
 * Creates a machine's tap device on the fabric. Its other end is the machine's network card. The device has the address
 * of the subnet's router, in whose name DHCP answers. The last action sets the device up.
 */
export async function attachTap(instanceId: string, place: Place): Promise<void> {
  const { link, gateway } = place;
  await mkdir(path.dirname(noteOf(instanceId)), { recursive: true });
  await writeFile(noteOf(instanceId), JSON.stringify(place));
  await attempt(["ip", "-n", namespaces.cloud, "link", "delete", link]);
  await batch([`tuntap add dev ${link} mode tap`], namespaces.cloud);
  // answer at once on behalf of another host, as AWS does
  await setSysctls(namespaces.cloud, {
    [`net.ipv4.conf.${link}.proxy_arp`]: 1,
    [`net.ipv4.neigh.${link}.proxy_delay`]: 0,
  });
  await batch(
    [`link set ${link} mtu 9001`, `address add ${gateway}/32 dev ${link}`, `link set ${link} up`],
    namespaces.cloud,
  );
}

/** Removes a machine's tap device. */
export async function detachTap(instanceId: string): Promise<void> {
  const place = placeOfMachine(instanceId);
  if (place) await attempt(["ip", "-n", namespaces.cloud, "link", "delete", place.link]);
  await rm(noteOf(instanceId), { force: true });
}
