import type { Fabric } from "./fabric";

/** Name of the internet gateway's table. */
export const gatewayTable = "groundup_lab_gateway";

/**
 * The internet's side of a VPC. The internet gateway translates each private address to its public one, and back. NAT
 * gateways share their address among many. Packets from a private address with neither are dropped, also on their way
 * to the mirror, which is on this side.
 */
export function renderGateway(fabric: Fabric): string {
  const inward = fabric.ports.flatMap((it) => (it.publicAddress ? [`${it.publicAddress} : ${it.address}`] : []));
  const outward = [...fabric.outward].map(([address, publicAddress]) => `${address} : ${publicAddress}`);
  const leave = fabric.outward.size
    ? [`iifname "vpc" ip saddr { ${[...fabric.outward.keys()].join(", ")} } accept`]
    : [];
  return [
    `table ip ${gatewayTable}`,
    `delete table ip ${gatewayTable}`,
    `table ip ${gatewayTable} {`,
    ...addressMap("inward", inward),
    ...addressMap("outward", outward),
    ...chain("prerouting", "nat hook prerouting priority dstnat; policy accept", ["dnat to ip daddr map @inward"]),
    ...chain("postrouting", "nat hook postrouting priority srcnat; policy accept", ["snat to ip saddr map @outward"]),
    ...chain("mirror", "filter hook input priority filter; policy accept", [...leave, 'iifname "vpc" drop']),
    ...chain("forward", "filter hook forward priority filter; policy drop", [
      "ct state established,related accept",
      ...leave,
      'iifname "operator" ct status dnat accept',
    ]),
    "}",
    "",
  ].join("\n");
}

function chain(name: string, hook: string, rules: readonly string[]): string[] {
  return [`  chain ${name} {`, `    type ${hook};`, ...rules.map((rule) => `    ${rule}`), "  }"];
}

function addressMap(name: string, entries: readonly string[]): string[] {
  const elements = entries.length ? [`    elements = { ${entries.join(", ")} }`] : [];
  return [`  map ${name} {`, "    type ipv4_addr : ipv4_addr;", ...elements, "  }"];
}
