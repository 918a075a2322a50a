import type { Fabric } from "./fabric";

/** Name of the internet gateway's table. */
export const gatewayTable = "groundup_lab_gateway";

/**
 * The internet gateway: gives each private address its public one, and back. A private address without a public
 * one is neither reached nor let out.
 */
export function renderGateway(fabric: Fabric): string {
  const pairs = fabric.ports.flatMap(({ address, publicAddress }) =>
    publicAddress ? [{ address, publicAddress }] : [],
  );
  const inward = pairs.map((pair) => `${pair.publicAddress} : ${pair.address}`);
  const outward = pairs.map((pair) => `${pair.address} : ${pair.publicAddress}`);
  return [
    `table ip ${gatewayTable}`,
    `delete table ip ${gatewayTable}`,
    `table ip ${gatewayTable} {`,
    ...addressMap("inward", inward),
    ...addressMap("outward", outward),
    "  chain prerouting {",
    "    type nat hook prerouting priority dstnat; policy accept;",
    "    dnat to ip daddr map @inward",
    "  }",
    "  chain postrouting {",
    "    type nat hook postrouting priority srcnat; policy accept;",
    "    snat to ip saddr map @outward",
    "  }",
    "  chain forward {",
    "    type filter hook forward priority filter; policy drop;",
    "    ct state established,related accept",
    ...(pairs.length ? [`    iifname "vpc" ip saddr { ${pairs.map((pair) => pair.address).join(", ")} } accept`] : []),
    '    iifname "operator" ct status dnat accept',
    "  }",
    "}",
    "",
  ].join("\n");
}

function addressMap(name: string, entries: readonly string[]): string[] {
  const elements = entries.length ? [`    elements = { ${entries.join(", ")} }`] : [];
  return [`  map ${name} {`, "    type ipv4_addr : ipv4_addr;", ...elements, "  }"];
}
